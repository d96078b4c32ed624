package io.fovea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of a device, and the comparison and bounds that it is made of. */
class BackendCheckTest {
  private static final float NAN = Float.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void aDeviceIsComparedResultByResult() {
    try (Device device = Devices.open("cpu")) {
      Tensor x = numbers(1, 5, 5, 2);
      List<Comparison> conv =
          BackendCheck.on(device).run(new Conv2d(Conv2dGeometry.UNIT), x, numbers(3, 3, 2, 4));
      assertEquals(1, conv.size());
      assertTrue(conv.get(0).passes(), conv::toString);
      assertTrue(conv.get(0).used() > 0, "sums of reals are rounded: " + conv);
      List<Comparison> pool = BackendCheck.on(device).run(new MaxPool2d(PoolGeometry.of(2, 2)), x);
      assertEquals(2, pool.size());
      assertTrue(pool.stream().allMatch(c -> c.used() == 0), pool::toString);
    }
  }

  /** The bound is worth something: a thousandth of it is not kept. */
  @Test
  void aBoundOfTheCallersOwnDecides() {
    try (Device device = Devices.open("cpu")) {
      Conv2d op = new Conv2d(Conv2dGeometry.UNIT);
      Bound tight = Bounds.of(op).times(1e-3);
      List<Comparison> found =
          BackendCheck.on(device).bound(tight).run(op, numbers(1, 9, 9, 20), numbers(3, 3, 20, 4));
      assertFalse(found.get(0).passes(), found::toString);
      assertTrue(found.get(0).toString().contains("bound"), found::toString);
    }
  }

  @Test
  void anImplementationIsNamed() {
    try (Device device = Devices.open("cpu")) {
      BackendCheck check = BackendCheck.on(device).implementation("nothing");
      assertThrows(UnsupportedGraphException.class, () -> check.run(new Relu(), numbers(3)));
    }
  }

  @Test
  void anUnknownOpWantsABound() {
    var e = assertThrows(IllegalArgumentException.class, () -> Bounds.of(new SkewedCopy(1)));
    assertTrue(e.getMessage().contains("skewed_copy"), e.getMessage());
  }

  @Test
  void nanMeetsNanAndInfinityInfinity() {
    assertTrue(compare(NAN, NAN).passes());
    assertFalse(compare(NAN, 1).passes());
    assertFalse(compare(1, NAN).passes());
    assertTrue(compare(INFINITY, INFINITY).passes());
    assertFalse(compare(-INFINITY, INFINITY).passes());
    assertTrue(compare(INFINITY, 1e39).passes(), "beyond the largest float");
    assertFalse(compare(Float.MAX_VALUE, 1e39).passes());
    assertTrue(compare(-0.0, 0).passes());
  }

  @Test
  void theWorstElementIsShown() {
    Comparison comparison =
        Comparison.of(
            Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6.5),
            Tensor.of(Shape.of(2, 3), 1.0, 2, 3.1, 4, 5, 6),
            new double[] {0, 1, 1, 0, 0, 0.1});
    assertEquals(1, comparison.failures());
    assertEquals(5, comparison.worst());
    assertEquals(5, comparison.used(), 1e-9);
    assertTrue(comparison.toString().startsWith("at [1, 2]: got 6.5"), comparison.toString());
  }

  @Test
  void shapesAndIntegersMustBeThoseWanted() {
    Tensor two = Tensor.of(Shape.of(2), 1.0, 2);
    Tensor flat = Tensor.of(Shape.of(1, 2), 1.0, 2);
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(flat, two, new double[2]));
    Tensor integers = Tensor.of(Shape.of(2), 1, 2);
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(two, integers, new double[2]));
  }

  private static Comparison compare(double got, double want) {
    return Comparison.of(
        Tensor.of(Shape.of(1), got), Tensor.of(Shape.of(1), want), new double[] {0.5});
  }

  private static Tensor numbers(int... shape) {
    double[] numbers = new double[(int) Shape.of(shape).elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * 37 % 101 - 50.3) / 40;
    }
    return Tensor.of(Shape.of(shape), numbers);
  }
}
