package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.LossFunction;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/** A loss that is the mean of one function over the elements of an output. */
interface ElementLoss extends Loss {
  /** The function. */
  LossFunction function();

  /** The function's parameter; 0 where it has none. */
  default double parameter() {
    return 0;
  }

  /** Where targets may lie. */
  default Target.Range range() {
    return Target.Range.ANY;
  }

  @Override
  default List<Target> targets(Shape output) {
    return List.of(Target.values(output, range()));
  }

  @Override
  default Scored build(GraphBuilder graph, Value output, Value target) {
    Value terms = Terms.of(graph, function(), parameter(), output, target);
    return new Scored(Terms.meanOfRows(graph, terms), output);
  }
}
