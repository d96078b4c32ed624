package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import java.util.List;
import java.util.Set;

/** The passes that every graph goes through, in their order. */
public final class Passes {
  private static final List<Pass> STANDARD =
      List.of(
          new Prune(),
          new FuseGathers(),
          new FoldBatchNorm(),
          new MaskPooledGradients(),
          new DelayReshapes(),
          new FuseEpilogues(),
          new FusePooledPRelu(),
          new FuseBiasGradients(),
          new SumPooledGradients(),
          new WriteThrough(),
          new HoistConstants(),
          new FuseLossGradients());

  private Passes() {}

  /** The standard passes. */
  public static List<Pass> standard() {
    return STANDARD;
  }

  /**
   * The graph after all standard passes but the named ones.
   *
   * @throws IllegalArgumentException if a name is not that of a pass
   */
  public static Graph optimize(Graph graph, Set<String> without) {
    List<String> names = STANDARD.stream().map(Pass::name).toList();
    if (!names.containsAll(without)) {
      throw new IllegalArgumentException("passes: " + without + " are not among " + names);
    }
    for (Pass pass : STANDARD) {
      if (!without.contains(pass.name())) {
        graph = pass.apply(graph);
      }
    }
    return graph;
  }
}
