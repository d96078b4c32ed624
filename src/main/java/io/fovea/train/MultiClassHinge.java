package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Add;
import io.fovea.op.Axis;
import io.fovea.op.Constant;
import io.fovea.op.LossFunction;
import io.fovea.op.Multiply;
import io.fovea.op.Resample2d;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * How far the scores of all other classes j come too near to that of the right one y: {@code sum
 * over j of max(0, margin - x[y] + x[j])^power / classes}. Weston, Watkins, Support Vector Machines
 * for Multi-Class Pattern Recognition, 1999. This is PyTorch's {@code MultiMarginLoss}; Keras'
 * categorical hinge takes the largest term instead of the sum. The output is {@code [n, classes]}.
 *
 * @param margin that the right score should be ahead
 * @param power 1 or 2
 */
public record MultiClassHinge(double margin, int power) implements Loss {
  public MultiClassHinge {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "multi-class hinge: the margin must be above 0 and finite, got " + margin);
    }
    if (power != 1 && power != 2) {
      throw new IllegalArgumentException(
          "multi-class hinge: the power must be 1 or 2, got " + power);
    }
  }

  /** With a margin of 1 and terms that are not squared. */
  public MultiClassHinge() {
    this(1, 1);
  }

  @Override
  public List<Target> targets(Shape output) {
    return List.of(ClassTerms.ofNumbers("multi-class hinge", output));
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    int n = output.shape().dim(0);
    int classes = output.shape().dim(1);
    Value products = graph.emit(new Multiply(), target, output);
    Value right = Terms.scaled(graph, Terms.meanOfRows(graph, products), -classes);
    Value column = graph.emit(new Reshape(Shape.of(n, 1, 1, 1)), right);
    Value rows = graph.emit(new Resample2d(Axis.repeat(1, classes), Axis.same(1)), column);
    Value ahead = graph.emit(new Reshape(output.shape()), rows);
    Value gaps = graph.emit(new Add(), output, ahead);
    Value shifted = Terms.affine(graph, gaps, List.of(1.0), List.of(margin - 1));
    Value sign = graph.emit(new Constant(-1, output.shape()));
    Value terms = Terms.of(graph, LossFunction.HINGE, 0, shifted, sign);
    terms = power == 1 ? terms : graph.emit(new Multiply(), terms, terms);
    Value others = Terms.affine(graph, target, List.of(-1.0), List.of(1.0));
    Value loss = Terms.meanOfRows(graph, graph.emit(new Multiply(), terms, others));
    return new Scored(loss, output);
  }
}
