package io.fovea.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.nn.Relu;
import io.fovea.op.Padding;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A model in arrays of DJL: one function per layer, called in turn. DJL's blocks call the same
 * functions, after looking up parameters by name and checking shapes.
 */
final class DjlNet {
  /** A layer, of values of which the first is the input. */
  private interface Operation {
    NDArray apply(NDArray[] values, boolean isTraining);
  }

  private final ChannelsFirst net;
  private final NDManager manager;
  private final List<Operation> operations = new ArrayList<>();
  private final List<NDArray> parameters = new ArrayList<>();

  /** Places of inputs and results of steps among the values, by name. */
  private final Map<String, Integer> places = new HashMap<>();

  /** The weights live as long as the manager. */
  DjlNet(Sample sample, NDManager manager) {
    Model model = sample.model();
    this.net = new ChannelsFirst(sample);
    this.manager = manager;
    places.put(model.inputs().get(0).name(), 0);
    for (Model.Step step : model.steps()) {
      operations.add(operation(step));
      places.put(step.name(), operations.size());
    }
  }

  /** What training changes. */
  List<NDArray> parameters() {
    return parameters;
  }

  /** Logits {@code [n, 10]} of images {@code [n, c, h, w]}, in the manager of the images. */
  NDArray forward(NDArray images, boolean isTraining) {
    NDArray[] values = new NDArray[operations.size() + 1];
    values[0] = images;
    for (int i = 0; i < operations.size(); i++) {
      values[i + 1] = operations.get(i).apply(values, isTraining);
    }
    return values[operations.size()];
  }

  private Operation operation(Model.Step step) {
    Layer layer = step.layer();
    int input = places.get(step.inputs().get(0));
    if (layer instanceof Dropout dropout) {
      return (values, isTraining) ->
          isTraining
              ? of(values[input]).dropout(values[input], (float) dropout.rate(), true).head()
              : values[input];
    }
    if (layer instanceof BatchNorm norm) {
      return normalization(step, norm, input);
    }
    if (layer instanceof Add && step.inputs().size() == 2) {
      int other = places.get(step.inputs().get(1));
      return (values, isTraining) -> values[input].add(values[other]);
    }
    UnaryOperator<NDArray> function = function(step);
    return (values, isTraining) -> function.apply(values[input]);
  }

  /** A layer with one input that is the same in training and inference. */
  private UnaryOperator<NDArray> function(Model.Step step) {
    Layer layer = step.layer();
    if (layer instanceof Conv2d conv) {
      NDArray w = parameter(step, "w");
      NDArray b = conv.bias() ? parameter(step, "b") : null;
      Shape stride = new Shape(conv.strideH(), conv.strideW());
      Shape padding = symmetric(step, net.padding(step, conv));
      Shape dilation = new Shape(conv.dilationH(), conv.dilationW());
      return x -> of(x).convolution(x, w, b, stride, padding, dilation, conv.groups()).head();
    }
    if (layer instanceof Dense dense) {
      NDArray w = parameter(step, "w");
      NDArray b = dense.bias() ? parameter(step, "b") : null;
      return x -> of(x).linear(x, w, b).head();
    }
    if (layer instanceof MaxPool2d pool) {
      Shape kernel = new Shape(pool.kh(), pool.kw());
      Shape stride = new Shape(pool.strideH(), pool.strideW());
      Shape padding = symmetric(step, net.padding(step, pool));
      return x -> of(x).maxPool(kernel, stride, padding, pool.ceilMode());
    }
    if (layer instanceof PRelu) {
      return rectifier(parameter(step, "alpha"));
    }
    if (layer instanceof Relu) {
      return x -> of(x).relu();
    }
    if (layer instanceof Flatten) {
      return x -> x.flatten(1, -1);
    }
    if (layer instanceof GlobalAvgPool) {
      return x -> of(x).globalAvgPool();
    }
    throw new IllegalArgumentException(step.title() + ": has no form in DJL here");
  }

  /**
   * Of two clips, as {@code NDArrayEx.prelu} is not implemented for PyTorch: {@code x - relu(x)} is
   * {@code -relu(-x)}, and takes one operation less.
   */
  private static UnaryOperator<NDArray> rectifier(NDArray alpha) {
    return x -> {
      NDArray positive = of(x).relu();
      return x.sub(positive).mul(alpha).addi(positive);
    };
  }

  private Operation normalization(Model.Step step, BatchNorm norm, int input) {
    NDArray gamma = parameter(step, "gamma");
    NDArray beta = parameter(step, "beta");
    NDArray mean = array(net.weight(step, "mean"));
    NDArray variance = array(net.weight(step, "variance"));
    float kept = (float) (1 - norm.momentum());
    float epsilon = (float) norm.epsilon();
    // Axis -1 means PyTorch's own, the channels; any other costs two transpositions.
    return (values, isTraining) ->
        of(values[input])
            .batchNorm(values[input], mean, variance, gamma, beta, -1, kept, epsilon, isTraining)
            .head();
  }

  private static NDArrayEx of(NDArray x) {
    return x.getNDArrayInternal();
  }

  private NDArray parameter(Model.Step step, String name) {
    NDArray parameter = array(net.weight(step, name));
    parameters.add(parameter);
    return parameter;
  }

  private NDArray array(Tensor values) {
    return array(manager, values);
  }

  /** The same numbers in an array of DJL. */
  static NDArray array(NDManager manager, Tensor values) {
    int[] dims = values.shape().dims();
    return manager.create(values.floats(), new Shape(Arrays.stream(dims).asLongStream().toArray()));
  }

  private static Shape symmetric(Model.Step step, Padding padding) {
    int[] sides = ChannelsFirst.symmetric(step, padding);
    return new Shape(sides[0], sides[1]);
  }
}
