package io.fovea.nn;

import io.fovea.op.Axis.Edge;
import io.fovea.tensor.Shape;

/** The names of the layers, initialisers and borders of this package, a line each. */
public final class BuiltInLayers implements Registry.Vocabulary {
  @Override
  public void addTo(Registry registry) {
    registry
        .add(Layer.class, "adaptive_avg_pool2d", new AdaptiveAvgPool2d(1, 1), "h", "w")
        .add(Layer.class, "add", new Add())
        .add(Layer.class, "avg_pool2d", AvgPool2d.of(2), "kh", "kw", "strideH", "strideW")
        .add(Layer.class, "batch_norm", new BatchNorm())
        .add(Layer.class, "concat", new Concat(-1))
        .add(Layer.class, "conv1d", Conv1d.of(1, 1), "filters", "k")
        .add(Layer.class, "conv2d", Conv2d.of(1, 1), "filters", "kh", "kw")
        .add(Layer.class, "conv3d", Conv3d.of(1, 1), "filters", "kd", "kh", "kw")
        .add(Layer.class, "conv_transpose2d", ConvTranspose2d.of(1, 1), "filters", "kh", "kw")
        .add(Layer.class, "crop2d", Crop2d.of(0))
        .add(Layer.class, "dense", Dense.of(1), "units")
        .add(Layer.class, "depthwise_conv2d", DepthwiseConv2d.of(1), "kh", "kw")
        .add(Layer.class, "dropout", Dropout.of(0), "rate")
        .add(Layer.class, "elu", new Elu())
        .add(Layer.class, "flatten", new Flatten())
        .add(Layer.class, "gelu", new Gelu())
        .add(Layer.class, "global_avg_pool", new GlobalAvgPool())
        .add(Layer.class, "group_norm", GroupNorm.of(1), "groups")
        .add(Layer.class, "hard_sigmoid", new HardSigmoid())
        .add(Layer.class, "hard_swish", new HardSwish())
        .add(Layer.class, "layer_norm", new LayerNorm())
        .add(Layer.class, "leaky_relu", new LeakyRelu())
        .add(Layer.class, "log_softmax", new LogSoftmax())
        .add(Layer.class, "max_pool2d", MaxPool2d.of(2), "kh", "kw", "strideH", "strideW")
        .add(Layer.class, "maxout", new Maxout(2), "pieces")
        .add(Layer.class, "min_pool2d", MinPool2d.of(2), "kh", "kw", "strideH", "strideW")
        .add(Layer.class, "multiply", new Multiply())
        .add(
            Layer.class, "penalized", new Penalized(Dense.of(1), Penalty.l2(0)), "layer", "penalty")
        .add(Layer.class, "prelu", new PRelu())
        .add(Layer.class, "relu", new Relu())
        .add(Layer.class, "reshape", new Reshape(Shape.of(1)), "item")
        .add(Layer.class, "selu", new Selu())
        .add(Layer.class, "sigmoid", new Sigmoid())
        .add(Layer.class, "silu", new Silu())
        .add(Layer.class, "softmax", new Softmax())
        .add(Layer.class, "softplus", new Softplus())
        .add(Layer.class, "spatial_dropout2d", new SpatialDropout2d(0), "rate")
        .add(Layer.class, "tanh", new Tanh())
        .add(Layer.class, "unflatten", Unflatten.to(1), "item")
        .add(Layer.class, "upsample2d", Upsample2d.of(2), "factorH", "factorW")
        .add(Layer.class, "zero_pad2d", ZeroPad2d.of(0))
        .add(Initializer.class, "constant", new Constant(0), "value")
        .add(Initializer.class, "glorot", Glorot.uniform())
        .add(Initializer.class, "he", He.normal())
        .add(Initializer.class, "lecun", LeCun.normal())
        .add(Initializer.class, "normal", new Normal(0, 1), "deviation")
        .add(Initializer.class, "orthogonal", new Orthogonal())
        .add(Initializer.class, "truncated_normal", new TruncatedNormal(0, 1), "deviation")
        .add(Initializer.class, "uniform", new Uniform(0, 1), "low", "high")
        .add(Initializer.class, "zeros", new Zeros())
        .add(Border.class, "exact", new Border.Exact(0, 0, 0, 0), "top", "left", "bottom", "right")
        .add(
            Border.class,
            "filled",
            new Border.Filled(Border.SAME, Edge.REPLICATE),
            "amounts",
            "edge")
        .add(Border.class, "same", new Border.Same())
        .add(Border.class, "valid", new Border.Valid());
  }
}
