package io.fovea.backend.opencl.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where shifted rows are taken, and what lies beside a number that is not finite. */
class ShiftedRowsTest {
  private static final String WAY = "shifted_rows";

  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  @Test
  void fewChannelsFillAVectorWithTheColumnsOfTheKernel() {
    Conv2d same = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    Shape x = Shape.of(32, 28, 28, 1);
    assertEquals(WAY, chosen("opencl-cpu", same, x, Shape.of(3, 3, 1, 4)));
    assertFalse(backends.target("opencl-portable").device().implementations(same).contains(WAY));
    assertNotNull(refusal("opencl-cpu", same, x, Shape.of(3, 3, 1, 64)));
    Op gradient = new Conv2dDataGradient(Conv2dGeometry.UNIT, Shape.of(64, 14, 14, 6));
    Shape dy = Shape.of(64, 10, 10, 16);
    assertEquals(WAY, chosen("opencl-cpu", gradient, dy, Shape.of(5, 5, 6, 16)));
    Op weights =
        new Conv2dWeightGradient(Conv2dGeometry.UNIT.padding(Padding.of(2)), Shape.of(5, 5, 1, 6));
    assertEquals(WAY, chosen("opencl-cpu", weights, x, Shape.of(32, 28, 28, 6)));
  }

  @Test
  void aStrideWithinARowIsRefused() {
    Conv2d strided = new Conv2d(Conv2dGeometry.UNIT.stride(1, 2));
    String reason = refusal("opencl-cpu", strided, Shape.of(1, 9, 9, 1), Shape.of(3, 3, 1, 4));
    assertTrue(reason.contains("stride"), reason);
  }

  /** A row of a million pixels does not fit in a work-item's memory. */
  @Test
  void aRowThatIsTooLongIsRefused() {
    Conv2d unit = new Conv2d(Conv2dGeometry.UNIT);
    String reason = refusal("opencl-cpu", unit, Shape.of(1, 1, 1 << 20, 1), Shape.of(1, 3, 1, 4));
    assertTrue(reason.contains("private memory"), reason);
  }

  /** The first implementation that the device offers for the node without an objection. */
  private static String chosen(String backend, Op op, Shape... inputs) {
    return candidates(backend, op, inputs)
        .filter(c -> c.refusal() == null)
        .findFirst()
        .orElseThrow()
        .implementation();
  }

  private static String refusal(String backend, Op op, Shape... inputs) {
    return candidates(backend, op, inputs)
        .filter(c -> c.implementation().equals(WAY))
        .findFirst()
        .orElseThrow()
        .refusal()
        .reason();
  }

  private static Stream<Candidate> candidates(String backend, Op op, Shape... inputs) {
    List<Value> values = Arrays.stream(inputs).map(ShiftedRowsTest::value).toList();
    List<TensorType> outputs = op.infer(values.stream().map(Value::type).toList());
    Value y = new Value(outputs.get(0), "y");
    return backends
        .target(backend)
        .device()
        .candidates(new Node(op, values, List.of(y), "conv"))
        .stream();
  }

  private static Value value(Shape shape) {
    return new Value(TensorType.real(shape), "x");
  }

  /** Lanes behind those of the kernel's columns must give nothing to the next pixels. */
  @Test
  void anInfinitePixelStaysAmongThoseThatItReaches() {
    Device device = backends.target("opencl-cpu").device();
    Conv2d conv = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    float[] pixels = new float[3 * 20];
    pixels[20 + 4] = Float.POSITIVE_INFINITY;
    Tensor x = Tensor.of(Shape.of(1, 3, 20, 1), pixels);
    float[] ones = new float[3 * 3 * 3];
    Arrays.fill(ones, 1);
    Tensor w = Tensor.of(Shape.of(3, 3, 1, 3), ones);
    CompileOptions options = CompileOptions.standard().force(conv.name(), WAY).poisoned();
    float[] y = Eager.runAll(device, conv, options, List.of(x, w)).get(0).floats();
    float[] want = new float[3 * 20 * 3];
    for (int row = 0; row < 3; row++) {
      Arrays.fill(want, (row * 20 + 3) * 3, (row * 20 + 6) * 3, Float.POSITIVE_INFINITY);
    }
    assertArrayEquals(want, y);
  }
}
