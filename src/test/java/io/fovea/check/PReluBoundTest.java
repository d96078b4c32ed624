package io.fovea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.op.Activation;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What a slope makes of the error of a sum: as much as it can, and not more. */
class PReluBoundTest {
  private static final Epilogue PRELU = new Epilogue(false, Activation.PRELU);
  private static final double[] SLOPES = {0, 0.125, -0.125, 1, -1, 8, -8};

  /** Of sums of either sign, and of those whose sign rounding decides. */
  @Test
  void itIsTheLargestChangeThatAnErrorMakes() {
    try (Device reference = Devices.reference()) {
      for (double sum : new double[] {-3, -0x1p-24, -0x1p-26, 0, 0x1p-26, 0x1p-24, 3}) {
        double error = 4 * 0x1p-24;
        double[] bound = bound(reference, sum, error);
        for (int c = 0; c < SLOPES.length; c++) {
          double most = 0;
          for (int step = -1000; step <= 1000; step++) {
            most = Math.max(most, change(sum, error * step / 1000, SLOPES[c]));
          }
          String what = "sum " + sum + ", slope " + SLOPES[c];
          assertTrue(most <= bound[c], what + " is too strict: " + most + " > " + bound[c]);
          assertEquals(most, bound[c], 1e-6 * most, what);
        }
      }
    }
  }

  /** With the largest rounding of the product by the slope. */
  private static double change(double sum, double error, double slope) {
    double x = sum + error;
    double rounding = x > 0 ? 0 : 0x1p-24 * Math.abs(slope * x);
    return Math.abs(prelu(x, slope) - prelu(sum, slope)) + rounding;
  }

  private static double prelu(double x, double slope) {
    return x > 0 ? x : slope * x;
  }

  private static double[] bound(Device reference, double sum, double error) {
    Tensor a = Tensor.of(Shape.of(1, 1), sum);
    Tensor w = Tensor.of(Shape.of(1, SLOPES.length), DoubleStream.of(SLOPES).map(s -> 1).toArray());
    Tensor slopes = Tensor.of(Shape.of(SLOPES.length), SLOPES);
    Sample sample = Sample.of(reference, new MatMul(false, false, PRELU), List.of(a, w, slopes));
    Bound sums = any -> List.of(DoubleStream.of(SLOPES).map(s -> error).toArray());
    return new PReluBound(sums, 2).of(sample).get(0);
  }

  /** The steep slope of one channel allows another channel nothing. */
  @Test
  void winogradAmplifiesTheErrorsOfSumsAlone() {
    Random random = new Random(5);
    Tensor x = numbers(random, Shape.of(1, 6, 6, 2));
    Tensor w = numbers(random, Shape.of(3, 3, 2, 3));
    Tensor slopes = Tensor.of(Shape.of(3), 0.01, -1000, 1);
    Conv2d op = new Conv2d(Conv2dGeometry.UNIT, PRELU);
    try (Device reference = Devices.reference();
        Device cpu = Devices.open("cpu")) {
      Sample sample = Sample.of(reference, op, List.of(x, w, slopes));
      double[] sums = of(Sample.of(reference, new Conv2d(Conv2dGeometry.UNIT), List.of(x, w)));
      double[] bound = of(sample);
      for (int i = 0; i < bound.length; i++) {
        double slope = Math.abs(slopes.get(i % 3));
        double most = sums[i] * Math.max(1, slope) * 1.1;
        assertTrue(bound[i] <= most, "channel " + i % 3 + ": " + bound[i] + " > " + most);
      }
      Comparison comparison =
          BackendCheck.on(cpu).implementation("winograd").run(op, x, w, slopes).get(0);
      assertTrue(comparison.passes(), comparison::toString);
      assertTrue(comparison.used() > 1e-3, comparison::toString);
    }
  }

  private static double[] of(Sample sample) {
    double factor = Amplification.of("conv2d", "winograd");
    return Amplification.of(Bounds.of(sample.op()), factor).of(sample).get(0);
  }

  private static Tensor numbers(Random random, Shape shape) {
    return Tensor.of(shape, random.doubles(shape.elements(), -1, 1).toArray());
  }
}
