package io.fovea.peers;

import io.fovea.model.Model;
import io.fovea.nn.Border;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model and weights of a sample as ONNX and PyTorch see it: images {@code [n, c, h, w]},
 * convolutions {@code [oc, ic, kh, kw]}, dense layers {@code [units, in]} whose rows begin with the
 * channel.
 */
final class ChannelsFirst {
  private final Model model;
  private final Map<String, Tensor> weights;

  ChannelsFirst(Sample sample) {
    this.model = sample.model();
    this.weights = sample.weights();
  }

  Model model() {
    return model;
  }

  /** Images {@code [n, h, w, c]} as {@code [n, c, h, w]}. */
  static Tensor images(Tensor images) {
    return permuted(images, 0, 3, 1, 2);
  }

  /** A parameter or statistic of a step, such as {@code w}. */
  Tensor weight(Model.Step step, String name) {
    Tensor weight = weights.get(step.scope() + "/" + name);
    if (weight == null) {
      throw new IllegalArgumentException(step.title() + ": there is no weight '" + name + "'");
    }
    if (step.layer() instanceof Conv2d && name.equals("w")) {
      return permuted(weight, 3, 2, 0, 1);
    }
    if (step.layer() instanceof Dense && name.equals("w")) {
      Shape image = flattened(step);
      int in = weight.shape().dim(0);
      int units = weight.shape().dim(1);
      return image == null
          ? permuted(weight, 1, 0)
          : permuted(
                  weight.reshape(Shape.of(image.dim(0), image.dim(1), image.dim(2), units)),
                  3,
                  2,
                  0,
                  1)
              .reshape(Shape.of(units, in));
    }
    boolean isOfImages = model.shape(step.inputs().get(0)).rank() == 3;
    return step.layer() instanceof PRelu && isOfImages
        ? weight.reshape(Shape.of(weight.length(), 1, 1))
        : weight;
  }

  /** The image that the layer before a step makes a row of, or null. */
  private @Nullable Shape flattened(Model.Step step) {
    for (Model.Step before : model.steps()) {
      if (before.name().equals(step.inputs().get(0)) && before.layer() instanceof Flatten) {
        return model.shape(before.inputs().get(0));
      }
    }
    return null;
  }

  Padding padding(Model.Step step, Conv2d conv) {
    return padding(
        step,
        conv.border(),
        conv.kh(),
        conv.kw(),
        conv.strideH(),
        conv.strideW(),
        conv.dilationH(),
        conv.dilationW());
  }

  Padding padding(Model.Step step, MaxPool2d pool) {
    return padding(step, pool.border(), pool.kh(), pool.kw(), pool.strideH(), pool.strideW(), 1, 1);
  }

  /**
   * The padding {@code [h, w]} of each side, for engines that pad both sides alike.
   *
   * @throws IllegalArgumentException if it differs
   */
  static int[] symmetric(Model.Step step, Padding padding) {
    if (padding.top() != padding.bottom() || padding.left() != padding.right()) {
      throw new IllegalArgumentException(
          step.title() + ": PyTorch and DL4J pad both sides alike, the padding is " + padding);
    }
    return new int[] {padding.top(), padding.left()};
  }

  private Padding padding(
      Model.Step step,
      Border border,
      int kh,
      int kw,
      int strideH,
      int strideW,
      int dilationH,
      int dilationW) {
    Shape x = model.shape(step.inputs().get(0)).batched(1);
    return border.padding(x, kh, kw, strideH, strideW, dilationH, dilationW);
  }

  /** A tensor whose axis i is axis {@code axes[i]} of another. */
  private static Tensor permuted(Tensor x, int... axes) {
    int rank = axes.length;
    int[] strides = new int[rank];
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = x.shape().dim(axes[axis]);
      strides[axis] = 1;
      for (int inner = axes[axis] + 1; inner < rank; inner++) {
        strides[axis] *= x.shape().dim(inner);
      }
    }
    float[] from = x.floats();
    float[] to = new float[from.length];
    int[] index = new int[rank];
    int at = 0;
    for (int i = 0; i < to.length; i++) {
      to[i] = from[at];
      for (int axis = rank - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        at -= dims[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return Tensor.of(Shape.of(dims), to);
  }
}
