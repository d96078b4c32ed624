package io.fovea.backend.opencl;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Precision;
import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.Input;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Examples;
import io.fovea.train.Fit;
import io.fovea.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Another batch size is another plan, but never another kernel: a whole training step, convolutions
 * and their gradients included, is trained in batches of many sizes, and only the first compiles.
 */
@Tag("slow")
class BatchSizeTest {
  private static final Shape IMAGE = Shape.of(10, 9, 3);

  @ParameterizedTest
  @EnumSource(
      value = KernelFamily.class,
      names = {"PORTABLE", "CPU"})
  void onlyTheFirstBatchCompiles(KernelFamily family) {
    onlyTheFirstCompiles(family, 64, 17, 7, 2, 1);
  }

  /** A small batch first, as when a person tries something, and then larger ones. */
  @ParameterizedTest
  @EnumSource(
      value = KernelFamily.class,
      names = {"PORTABLE", "CPU"})
  void largerBatchesCompileNothingEither(KernelFamily family) {
    onlyTheFirstCompiles(family, 1, 64, 300);
  }

  private static void onlyTheFirstCompiles(KernelFamily family, int first, int... others) {
    System.setProperty(KernelFamily.PROPERTY, family.name());
    try (ClDevice device =
            ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(null));
        Trainer trainer = Trainer.of(net(), device).build()) {
      trainer.fit(examples(first), Fit.epochs(1).batch(first));
      int compiled = device.compiler().compiled();
      assertTrue(compiled > 10, () -> compiled + " builds are too few for a training step");
      for (int batch : others) {
        trainer.fit(examples(batch), Fit.epochs(1).batch(batch));
        assertEquals(compiled, device.compiler().compiled(), "a batch of " + batch + " compiled");
      }
    } finally {
      System.clearProperty(KernelFamily.PROPERTY);
    }
  }

  private static Model net() {
    Signal x = Input.of(IMAGE);
    Signal wide = convolve(32, convolve(32, x));
    Signal stem = new MaxPool2d(2, 2, 2, 2, SAME, false).on(convolve(6, wide));
    Signal sum = Add.of(DepthwiseConv2d.of(3).padding(SAME).on(convolve(6, stem)), stem);
    Signal hidden = new Relu().on(Dense.of(20).on(new Flatten().on(sum)));
    return Model.of(x, Dense.of(3).on(Dropout.of(0.5).on(hidden)));
  }

  private static Signal convolve(int filters, Signal x) {
    return new Relu().on(new BatchNorm().on(Conv2d.of(filters, 3).padding(SAME).on(x)));
  }

  private static Examples examples(int n) {
    Philox.Sequence random = Philox.sequence(5, "pixels");
    float[] pixels = new float[n * (int) IMAGE.elements()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
    }
    return Examples.of(List.of(Tensor.of(IMAGE.batched(n), pixels)), List.of(labels));
  }
}
