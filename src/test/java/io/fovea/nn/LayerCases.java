package io.fovea.nn;

import static io.fovea.nn.Border.SAME;

import io.fovea.model.Model;
import io.fovea.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Every layer there is in random configurations, each as a model of that layer alone. */
final class LayerCases {
  private static final Map<String, Function<Random, Model>> CASES = new LinkedHashMap<>();

  static {
    CASES.put("add", r -> alone(new Add(), Shape.of(3, 4), Shape.of(3, 4)));
    CASES.put("adaptive_avg_pool2d", r -> image(r, new AdaptiveAvgPool2d(1 + r.nextInt(5), 2)));
    CASES.put("avg_pool2d", r -> image(r, AvgPool2d.of(2, 3).stride(1 + r.nextInt(2), 2)));
    CASES.put("batch_norm", r -> image(r, new BatchNorm()));
    CASES.put(
        "concat",
        r -> alone(new Concat(-1), Shape.of(3, 1 + r.nextInt(4)), Shape.of(3, 1 + r.nextInt(4))));
    CASES.put("conv1d", LayerCases::conv1d);
    CASES.put("conv2d", LayerCases::conv2d);
    CASES.put("conv3d", LayerCases::conv3d);
    CASES.put("conv_transpose2d", LayerCases::convTranspose2d);
    CASES.put("crop2d", r -> image(r, new Crop2d(r.nextInt(2), r.nextInt(3), r.nextInt(2), 1)));
    CASES.put("dense", r -> alone(Dense.of(1 + r.nextInt(7)), Shape.of(1 + r.nextInt(9))));
    CASES.put(
        "depthwise_conv2d",
        r -> image(r, DepthwiseConv2d.of(3).padding(SAME).multiplier(1 + r.nextInt(2))));
    CASES.put("dropout", r -> image(r, Dropout.of(0.5 * r.nextDouble())));
    CASES.put("elu", r -> any(r, new Elu(0.5 + r.nextDouble())));
    CASES.put("flatten", r -> image(r, new Flatten()));
    CASES.put("gelu", r -> any(r, new Gelu(r.nextBoolean())));
    CASES.put("global_avg_pool", r -> image(r, new GlobalAvgPool()));
    CASES.put("group_norm", r -> alone(GroupNorm.of(1 << r.nextInt(3)), Shape.of(3, 2, 8)));
    CASES.put("hard_sigmoid", r -> any(r, new HardSigmoid()));
    CASES.put("hard_swish", r -> any(r, new HardSwish()));
    CASES.put("layer_norm", r -> alone(new LayerNorm(), Shape.of(2, 3 + r.nextInt(5))));
    CASES.put("leaky_relu", r -> any(r, new LeakyRelu(r.nextDouble())));
    CASES.put("log_softmax", r -> any(r, new LogSoftmax()));
    CASES.put("max_pool2d", r -> image(r, MaxPool2d.of(3, 2).stride(1 + r.nextInt(2), 2)));
    CASES.put("maxout", r -> alone(new Maxout(3), Shape.of(1 + r.nextInt(4), 6)));
    CASES.put("min_pool2d", r -> image(r, MinPool2d.of(2, 3).stride(1 + r.nextInt(2), 2)));
    CASES.put(
        "multiply",
        r ->
            alone(
                new Multiply(),
                Shape.of(4, 3, 5),
                r.nextBoolean() ? Shape.of(4, 3, 5) : Shape.of(1, 1, 5)));
    CASES.put(
        "penalized",
        r ->
            alone(
                Dense.of(1 + r.nextInt(4)).penalty(Penalty.of(r.nextDouble(), r.nextDouble())),
                Shape.of(1 + r.nextInt(5))));
    CASES.put("prelu", LayerCases::prelu);
    CASES.put("relu", r -> any(r, new Relu()));
    CASES.put("reshape", r -> alone(new Reshape(Shape.of(3, 4)), Shape.of(2, 2, 3)));
    CASES.put("selu", r -> any(r, new Selu()));
    CASES.put("sigmoid", r -> any(r, new Sigmoid()));
    CASES.put("silu", r -> any(r, new Silu()));
    CASES.put("softmax", r -> alone(new Softmax(), Shape.of(2 + r.nextInt(9))));
    CASES.put("softplus", r -> any(r, new Softplus()));
    CASES.put("spatial_dropout2d", r -> alone(new SpatialDropout2d(0.3), Shape.of(3, 4, 8)));
    CASES.put("tanh", r -> any(r, new Tanh()));
    CASES.put("unflatten", r -> alone(Unflatten.to(3, 2, 2), Shape.of(12)));
    CASES.put(
        "upsample2d",
        r -> image(r, new Upsample2d(1 + r.nextInt(3), 1 + r.nextInt(3), r.nextBoolean())));
    CASES.put("zero_pad2d", r -> image(r, new ZeroPad2d(r.nextInt(3), r.nextInt(3), 1, 0)));
  }

  private LayerCases() {}

  /** Names of the layers that have cases. */
  static Set<String> names() {
    return CASES.keySet();
  }

  /** A random configuration of a layer. */
  static Model of(String name, Random random) {
    return CASES.get(name).apply(random);
  }

  private static Model alone(Layer layer, Shape... inputs) {
    Input[] signals = new Input[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      signals[i] = Input.of("x" + i, inputs[i]);
    }
    return Model.of(List.of(signals), List.of(layer.on(signals)));
  }

  private static Model image(Random r, Layer layer) {
    return alone(layer, Shape.of(4 + r.nextInt(3), 4 + r.nextInt(3), 1 + r.nextInt(4)));
  }

  private static Model any(Random r, Layer layer) {
    return r.nextBoolean() ? image(r, layer) : alone(layer, Shape.of(2 + r.nextInt(9)));
  }

  private static Model conv1d(Random r) {
    Conv1d layer = Conv1d.of(2 * (1 + r.nextInt(3)), 1 + r.nextInt(3)).groups(1 + r.nextInt(2));
    Border border = r.nextBoolean() ? SAME : Border.of(0, 1, 0, 2);
    layer =
        layer.stride(1 + r.nextInt(2)).padding(r.nextBoolean() ? border : Border.reflect(border));
    return alone(layer, Shape.of(7 + r.nextInt(4), 2 * (1 + r.nextInt(2))));
  }

  private static Model conv2d(Random r) {
    Conv2d layer = Conv2d.of(2 * (1 + r.nextInt(3)), 1 + r.nextInt(3), 1 + r.nextInt(3));
    layer = layer.stride(1 + r.nextInt(2), 1 + r.nextInt(2)).groups(1 + r.nextInt(2));
    Border border = r.nextBoolean() ? SAME : Border.of(1, 0, 2, 1);
    border = r.nextBoolean() ? border : Border.replicate(border);
    layer = r.nextBoolean() ? layer.padding(border) : layer.withoutBias();
    return alone(layer, Shape.of(5 + r.nextInt(3), 5, 2 * (1 + r.nextInt(2))));
  }

  private static Model conv3d(Random r) {
    Conv3d layer = Conv3d.of(1 + r.nextInt(3), 1 + r.nextInt(3), 2, 1 + r.nextInt(3));
    layer = layer.stride(1 + r.nextInt(2), 1, 1 + r.nextInt(2));
    layer = r.nextBoolean() ? layer.padding(SAME) : layer.padding(Border.of(2, 0, 1, 0), SAME);
    return alone(
        r.nextBoolean() ? layer : layer.withoutBias(), Shape.of(3 + r.nextInt(2), 3, 4, 2));
  }

  private static Model convTranspose2d(Random r) {
    ConvTranspose2d layer = ConvTranspose2d.of(4, 2 + r.nextInt(2), 2 + r.nextInt(3));
    layer = layer.stride(2, 3).groups(1 + r.nextInt(2));
    layer =
        switch (r.nextInt(3)) {
          case 0 -> layer.padding(SAME);
          case 1 -> layer.padding(Border.of(1, 0, 0, 1)).extra(1, 2);
          default -> layer.withoutBias().dilation(2, 1);
        };
    return alone(layer, Shape.of(2 + r.nextInt(3), 3, 2));
  }

  private static Model prelu(Random r) {
    PRelu layer = new PRelu().initial(r.nextDouble());
    return any(
        r,
        switch (r.nextInt(3)) {
          case 0 -> layer;
          case 1 -> layer.shared();
          default -> layer.perElement();
        });
  }
}
