package io.fovea.model;

import static io.fovea.nn.Border.SAME;

import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Input;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.tensor.Shape;

/**
 * Residual networks for small images.
 *
 * <p>Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2016, table 1 (18
 * layers) with the stem of section 4.2: a 3x3 convolution without pooling. Shortcuts that change
 * the shape are 1x1 convolutions (option B).
 */
final class ResNet {
  private ResNet() {}

  static Model resnet18(Shape image, int classes) {
    Signal input = Input.of(image);
    Signal x = conv("stem", 64, 3, 1, input);
    x = new Relu().on(x);
    for (int stage = 1; stage <= 4; stage++) {
      int filters = 32 << stage;
      x = block("stage" + stage + "/block1", filters, stage == 1 ? 1 : 2, stage > 1, x);
      x = block("stage" + stage + "/block2", filters, 1, false, x);
    }
    return Model.of(input, Dense.of(classes).on(new GlobalAvgPool().on(x)));
  }

  private static Signal block(String name, int filters, int stride, boolean projects, Signal x) {
    Signal y = conv(name + "/conv1", filters, 3, stride, x);
    y = conv(name + "/conv2", filters, 3, 1, new Relu().named(name + "/relu1").on(y));
    Signal shortcut = projects ? conv(name + "/shortcut", filters, 1, stride, x) : x;
    return new Relu().named(name + "/relu2").on(new Add().named(name + "/add").on(y, shortcut));
  }

  /** A convolution without bias, and the batch normalisation that would undo one. */
  private static Signal conv(String name, int filters, int k, int stride, Signal x) {
    Conv2d conv = Conv2d.of(filters, k).stride(stride).padding(SAME).withoutBias();
    return new BatchNorm().named(name + "/norm").on(conv.named(name).on(x));
  }
}
