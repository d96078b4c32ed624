package io.fovea.train;

import static io.fovea.nn.Border.SAME;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Op;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Requirements;
import java.util.List;

/** Small tasks to learn, and nets for them: which of three bands of a 6x6 picture is bright. */
final class Tasks {
  static final Shape IMAGE = Shape.of(6, 6, 1);
  private static final int PIXELS = 36;

  private Tasks() {}

  /** The devices that every test of training runs on. */
  static List<String> devices() {
    return List.of("reference", "cpu", "cpu:scalar", "opencl");
  }

  /** Opens a device; the calling test is skipped, or fails, where OpenCL is wanted and lacking. */
  static Device open(String id) {
    if (!id.equals("opencl")) {
      return Devices.open(id);
    }
    if (Devices.list().stream().noneMatch(info -> info.backend().equals(id))) {
      Requirements.missing(id, "there is no device");
    }
    Device device = Devices.open(id);
    Op conv = new io.fovea.op.Conv2d(Conv2dGeometry.UNIT);
    if (device.implementations(conv).isEmpty()) {
      device.close();
      Requirements.missing(id, "there is no " + conv.name());
    }
    return device;
  }

  /** n pictures, and for each the number of its bright band. */
  static Examples bands(int n) {
    return Examples.of(List.of(pictures(n)), List.of(labels(n)));
  }

  static int[] labels(int n) {
    Philox.Sequence random = Philox.sequence(1, "labels");
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
    }
    return labels;
  }

  static Tensor pictures(int n) {
    int[] labels = labels(n);
    Philox.Sequence random = Philox.sequence(1, "pictures");
    float[] pixels = new float[n * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      int row = i % PIXELS / 6;
      boolean isBright = row / 2 == labels[i / PIXELS];
      pixels[i] = (float) (0.5 * random.nextGaussian() + (isBright ? 1 : 0));
    }
    return Tensor.of(Shape.of(n, 6, 6, 1), pixels);
  }

  /** Every registered optimiser with its options; {@link OptimizerTest} sees to it. */
  static List<Optimizer> optimizers() {
    return List.of(
        Sgd.of(0.05),
        Sgd.of(0.05).momentum(0.9).dampening(0.5).weightDecay(1e-3),
        Sgd.of(0.05).nesterov(0.9).decoupledDecay(1e-3),
        Adam.of(0.01).weightDecay(1e-3),
        Adam.of(0.01).withAmsgrad(),
        AdamW.of(0.01),
        Adagrad.of(0.05).initial(0.1).rateDecay(0.01).weightDecay(1e-3),
        Adadelta.of(1).weightDecay(1e-3),
        RmsProp.of(0.01).weightDecay(1e-3),
        RmsProp.of(0.01).withCentring().momentum(0.9).decoupledDecay(1e-3),
        Nadam.of(0.01).weightDecay(1e-3),
        Lion.of(0.002).weightDecay(1e-3));
  }

  /** Something of everything: convolution, batch norm, pooling, dropout, dense. */
  static Model net() {
    return Sequential.of(
        IMAGE,
        Conv2d.of(4, 3).padding(SAME).withoutBias(),
        new BatchNorm(),
        new Relu(),
        MaxPool2d.of(2),
        new Flatten(),
        Dropout.of(0.3),
        Dense.of(3));
  }
}
