package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.graph.Graph;
import io.fovea.graph.pass.Passes;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left for the passes to fuse in the graphs of real networks: nothing. */
class FusionTest {
  private static final Shape IMAGE = Shape.of(28, 28, 1);

  static List<Model> networks() {
    return List.of(
        Zoo.of("cnn", IMAGE, 10),
        Zoo.of("cnn-prelu", IMAGE, 10),
        Zoo.of("lenet5", IMAGE, 10),
        Zoo.of("resnet18", Shape.of(32, 32, 3), 10));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void predictionIsProductsAndPoolings(Model model) {
    Set<String> ops = new TreeSet<>();
    inference(model).nodes().forEach(node -> ops.add(node.op().name()));
    Set<String> allowed =
        Set.of("conv2d", "matmul", "max_pool2d", "avg_pool2d", "reshape", "normalize");
    List<String> others = new ArrayList<>(ops);
    others.removeAll(allowed);
    // What is folded into weights runs ahead; the rest is the loss.
    others.removeAll(Set.of("batch_norm_fold", "softmax_cross_entropy", "mean"));
    others.removeAll(Set.of("accumulate", "accumulate_confusion"));
    assertEquals(List.of(), others);
  }

  @Test
  void trainingRectifiesAsItPools() {
    List<String> ops =
        Trainer.stepGraph(Zoo.of("cnn-prelu", IMAGE, 10), 2).nodes().stream()
            .filter(node -> !node.outputs().isEmpty() && node.outputs().get(0).shape().rank() == 4)
            .map(node -> node.op().name())
            .filter(name -> name.contains("relu") || name.contains("pool"))
            .toList();
    assertEquals(
        List.of(
            "prelu_max_pool2d",
            "prelu_max_pool2d",
            "prelu_gradient",
            "max_pool2d_gradient",
            "prelu_gradient",
            "max_pool2d_gradient"),
        ops);
  }

  private static Graph inference(Model model) {
    Recipe recipe = Recipe.usual(Recipe.usualLosses(model));
    Tensor images = Tensor.zeros(DType.F32, model.inputs().get(0).shape().batched(2));
    Examples examples = Examples.of(List.of(images), List.of(new int[2]));
    examples = examples.fitFor(model, recipe.targets(model));
    Graph graph =
        StepGraph.evaluation(model, recipe, TrainerLayout.of(model, recipe, null), examples, 2);
    return Passes.optimize(graph, Set.of());
  }
}
