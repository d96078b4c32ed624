package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * A loss times a factor: how much it counts beside the losses of other outputs.
 *
 * @param factor not negative
 */
public record Scaled(Loss loss, double factor) implements Loss {
  public Scaled {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "loss: a factor must be finite and not negative, got " + factor);
    }
  }

  @Override
  public List<Target> targets(Shape output) {
    return loss.targets(output);
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    Scored scored = loss.build(graph, output, target);
    return new Scored(Terms.scaled(graph, scored.perExample(), factor), scored.scores());
  }

  @Override
  public List<Metric> metrics(Shape output) {
    return loss.metrics(output);
  }
}
