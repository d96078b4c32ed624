package io.fovea.backend.opencl.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.graph.Node;
import io.fovea.op.Activation;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Epilogue;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Winograd's way is taken on OpenCL, and more images than it transforms at a time. */
class WinogradTest {
  private static final Conv2dGeometry GEOMETRY = Conv2dGeometry.UNIT.padding(Padding.of(1));

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
  void aCpuDeviceTakesItWhereItPays() {
    assertNull(objection("opencl-cpu", 32, 16, 64));
    assertTrue(objection("opencl-cpu", 32, 16, 8).contains("longer than it saves"));
    assertTrue(objection("opencl-cpu", 1, 5, 32).contains("longer than it saves"));
    assertTrue(objection("opencl-cpu", 1, 600, 64).contains("memory"));
  }

  @Test
  void otherDevicesTakeItOnlyWhereTheyAreTold() {
    assertTrue(objection("opencl-portable", 32, 16, 64).contains("fovea tune"));
  }

  @Test
  void itCanBeTurnedOff() {
    System.setProperty(Winograd.PROPERTY, "off");
    try {
      assertTrue(objection("opencl-cpu", 32, 16, 64).contains("-Dfovea.opencl.winograd=off"));
    } finally {
      System.clearProperty(Winograd.PROPERTY);
    }
  }

  /** What the device says against it: n images of size x size pixels. */
  private static String objection(String backend, int n, int size, int channels) {
    Shape x = Shape.of(n, size, size, channels);
    Shape w = Shape.of(3, 3, channels, channels);
    Op op = new Conv2d(GEOMETRY);
    Node node = new Node(op, List.of(value(x), value(w)), List.of(value(x)), "conv");
    Candidate candidate =
        backends.target(backend).device().candidates(node).stream()
            .filter(c -> c.implementation().equals("winograd"))
            .findFirst()
            .orElseThrow();
    return candidate.refusal() == null ? null : candidate.refusal().reason();
  }

  private static Value value(Shape shape) {
    return new Value(TensorType.real(shape), "x");
  }

  /** Another batch must not need other kernels. */
  @Test
  void theBatchHasNoSayInIt() {
    assertNull(objection("opencl-cpu", 1, 4, 512));
    assertNull(objection("opencl-cpu", 64, 4, 512));
  }

  /** Four tiles an image, and so many images that they are three blocks, the last of them 3. */
  @ParameterizedTest
  @ValueSource(strings = {"opencl-cpu", "opencl-portable"})
  void blocksOfImagesAreTransformedOneAfterTheOther(String backend) {
    Device device = backends.target(backend).device();
    int images = 2 * (8 * 1024 * 1024 / (36 * 4 * 12)) + 3;
    Tensor x = random(Shape.of(images, 5, 6, 8), "x");
    Tensor w = random(Shape.of(3, 3, 8, 12), "w");
    Tensor b = random(Shape.of(12), "b");
    Tensor y = random(Shape.of(images, 5, 6, 12), "y");
    Epilogue epilogue = new Epilogue(true, true, Activation.RELU);
    requireClose(device, new Conv2d(GEOMETRY, epilogue), x, w, b, y);
    Epilogue mask = new Epilogue(false, true, Activation.RELU_GRADIENT);
    requireClose(device, new Conv2dDataGradient(GEOMETRY, x.shape(), mask), y, w, x, x);
    requireClose(device, new Conv2dWeightGradient(GEOMETRY, w.shape()), x, y);
  }

  /**
   * As patches compute it; half a million terms of a gradient in another order leave three digits.
   */
  private static void requireClose(Device device, Op op, Tensor... inputs) {
    float[] want = run(device, op, "im2col", inputs);
    float[] got = run(device, op, "winograd", inputs);
    assertEquals(want.length, got.length);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < want.length; i++) {
      largest = Math.max(largest, Math.abs(want[i]));
      difference = Math.max(difference, Math.abs(want[i] - got[i]));
    }
    assertTrue(largest > 1, op.name() + " is at most " + largest);
    assertTrue(difference < 1e-3 * largest, difference + " where the largest is " + largest);
  }

  private static float[] run(Device device, Op op, String implementation, Tensor... inputs) {
    CompileOptions options = CompileOptions.standard().force(op.name(), implementation).poisoned();
    return Eager.runAll(device, op, options, Arrays.asList(inputs)).get(0).floats();
  }

  private static Tensor random(Shape shape, String name) {
    float[] values = new float[(int) shape.elements()];
    Philox.Sequence random = Philox.sequence(1, name);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return Tensor.of(shape, values);
  }
}
