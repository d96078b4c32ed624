package io.fovea.backend.opencl;

import io.fovea.graph.Node;
import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.CheckFinite;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.GatherRows;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Op;
import io.fovea.op.ShapeException;
import io.fovea.op.SliceGradient;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An op with the argument types of a node, or of the same node with one image instead of a batch:
 * as kernels do not depend on the batch, it runs the same code.
 *
 * @param op the op, with a batch of one where it carries a shape
 * @param inputs types of the inputs
 */
record SampleNode(Op op, List<TensorType> inputs) {
  /** Of all gradients of a model: more than one part of a sum, and the last one odd. */
  private static final int SOME_GRADIENTS = 70_001;

  /**
   * The node with one image. Which extents count images is not written anywhere, so this tries: all
   * inputs that begin with the extent with which the first one begins, then fewer of them, until
   * the shape rule holds and every output is what it was, or that with one image.
   */
  static SampleNode of(Node node) {
    List<TensorType> types = node.inputTypes();
    if (node.op() instanceof GatherRows gather) {
      return few(gather, types);
    }
    if (node.op() instanceof CheckFinite && types.get(2).shape().rank() == 1) {
      int count = Math.min(SOME_GRADIENTS, types.get(2).shape().dim(0));
      TensorType some = with(count, types.get(2));
      return new SampleNode(node.op(), List.of(types.get(0), types.get(1), some));
    }
    if (!types.isEmpty() && types.get(0).shape().rank() > 0) {
      int n = types.get(0).shape().dim(0);
      int images = images(node.op());
      int[] batched =
          IntStream.range(0, types.size()).filter(i -> beginsWith(types.get(i), n)).toArray();
      List<Integer> subsets = new ArrayList<>();
      for (int bits = 1; n > images && batched.length < 8 && bits < 1 << batched.length; bits++) {
        subsets.add(bits);
      }
      subsets.sort(Comparator.comparing(bits -> -Integer.bitCount(bits)));
      for (int bits : subsets) {
        List<TensorType> single = new ArrayList<>(types);
        for (int j = 0; j < batched.length; j++) {
          if ((bits >> j & 1) != 0) {
            single.set(batched[j], with(images, types.get(batched[j])));
          }
        }
        for (Op op : List.of(withOne(node.op(), n), node.op())) {
          if (fits(op, single, node.outputTypes(), n, images)) {
            return new SampleNode(op, single);
          }
        }
      }
    }
    return new SampleNode(node.op(), types);
  }

  /** One row of a few: its batch is not the extent of any input. */
  private static SampleNode few(GatherRows gather, List<TensorType> types) {
    TensorType x = types.get(0);
    int items = Math.min(5, x.shape().dim(0));
    TensorType fewer = new TensorType(x.dtype(), x.shape().with(0, items));
    GatherRows one = new GatherRows(1, gather.normalize());
    return new SampleNode(one, List.of(fewer, TensorType.ints(items), types.get(2)));
  }

  private static boolean fits(
      Op op, List<TensorType> inputs, List<TensorType> outputs, int n, int images) {
    try {
      List<TensorType> single = op.infer(inputs);
      return IntStream.range(0, outputs.size())
          .allMatch(
              i ->
                  single.get(i).equals(outputs.get(i))
                      || (beginsWith(outputs.get(i), n)
                          && single.get(i).equals(with(images, outputs.get(i)))));
    } catch (ShapeException e) {
      return false;
    }
  }

  private static boolean beginsWith(TensorType type, int n) {
    return type.shape().rank() > 0 && type.shape().dim(0) == n;
  }

  private static TensorType with(int images, TensorType type) {
    return new TensorType(type.dtype(), type.shape().with(0, images));
  }

  /** A weight gradient adds up the images, and the sum of parts of them is a kernel of its own. */
  private static int images(Op op) {
    return op instanceof Conv2dWeightGradient ? 2 : 1;
  }

  /** The ops that carry the shape of a batch. */
  private static Op withOne(Op op, int n) {
    if (op instanceof Conv2dDataGradient gradient) {
      Shape x = withOne(gradient.x(), n);
      return new Conv2dDataGradient(gradient.geometry(), x, gradient.epilogue());
    }
    if (op instanceof AvgPool2dGradient gradient) {
      return new AvgPool2dGradient(
          gradient.geometry(), gradient.countIncludePad(), withOne(gradient.x(), n));
    }
    if (op instanceof MaxPool2dGradient gradient) {
      return new MaxPool2dGradient(gradient.geometry(), withOne(gradient.x(), n));
    }
    if (op instanceof SliceGradient gradient) {
      return new SliceGradient(gradient.axis(), gradient.begin(), withOne(gradient.x(), n));
    }
    return op;
  }

  private static Shape withOne(Shape shape, int n) {
    return shape.rank() > 0 && shape.dim(0) == n ? shape.with(0, 1) : shape;
  }

  /** Number of elements of all inputs. */
  long elements() {
    return inputs.stream().mapToLong(type -> type.shape().elements()).sum();
  }
}
