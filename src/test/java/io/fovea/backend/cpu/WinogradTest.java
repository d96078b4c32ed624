package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Winograd's way is taken. */
class WinogradTest {
  private static final int LONGEST_CONSTRUCTOR = 30;

  @Test
  void paysForManyChannelsAndImagesThatTilesFit() {
    assertNull(reluctance(64, 32));
    assertNull(reluctance(32, 14));
    assertTrue(said(16, 32).contains("channels"), said(16, 32));
    assertTrue(said(64, 5).contains("waste"), said(64, 5));
    assertTrue(said(512, 4).contains("20 tiles"), said(512, 4));
    assertNull(reluctance(512, 16), "32 tiles");
  }

  @Test
  void canBeTurnedOff() {
    System.setProperty(Winograd.PROPERTY, "off");
    try {
      assertTrue(said(64, 32).contains("-Dfovea.cpu.winograd=off"), said(64, 32));
    } finally {
      System.clearProperty(Winograd.PROPERTY);
    }
  }

  @Test
  void takesNothingButPlainThreeByThree() {
    assertNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT)));
    assertNotNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT.stride(1, 2))));
    assertNotNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT.dilation(2, 1))));
  }

  /** Inlined into their callers, several at a time, transforms would box their vectors. */
  @Test
  void transformsAreLongerThanWhatIsInlined() {
    StringWriter listing = new StringWriter();
    PrintWriter out = new PrintWriter(listing);
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(
                out,
                out,
                "-c",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fovea.backend.cpu.simd.VectorWinograd");
    assertEquals(0, status, listing.toString());
    List<Integer> lengths =
        Pattern.compile("^ +(\\d+): return$", Pattern.MULTILINE)
            .matcher(listing.toString())
            .results()
            .map(end -> Integer.parseInt(end.group(1)) + 1)
            .filter(length -> length > LONGEST_CONSTRUCTOR)
            .toList();
    assertEquals(WinogradTransforms.class.getMethods().length, lengths.size(), listing.toString());
    int limit = Integer.parseInt(KernelChoice.flag("FreqInlineSize"));
    lengths.forEach(length -> assertTrue(length > limit, lengths + " bytes"));
  }

  /** Channels and tiles of which there are more than are taken at a time, and fewer. */
  @ParameterizedTest
  @CsvSource({"2, 9, 130, 70", "3, 21, 70, 33", "1, 5, 3, 4", "1, 46, 171, 173"})
  void theNumberOfThreadsChangesNoBit(int n, int size, int ic, int oc) {
    Conv2dGeometry geometry = Conv2dGeometry.UNIT.padding(Padding.of(1));
    Tensor x = random(Shape.of(n, size, size, ic));
    Tensor w = random(Shape.of(3, 3, ic, oc));
    Tensor dy = random(Shape.of(n, size, size, oc));
    for (CpuKernels kernels : BlockProductTest.kernels()) {
      List<Tensor> alone = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (Device device = CpuTrainingTest.open(kernels, threads)) {
          List<Tensor> results =
              List.of(
                  winograd(device, new Conv2d(geometry), x, w),
                  winograd(device, new Conv2dDataGradient(geometry, x.shape()), dy, w),
                  winograd(device, new Conv2dWeightGradient(geometry, w.shape()), x, dy));
          if (alone == null) {
            alone = results;
            Op gradient = new Conv2dWeightGradient(geometry, w.shape());
            requireClose(run(device, gradient, "implicit_gemm", x, dy), results.get(2));
          }
          assertEquals(alone, results, threads + " threads");
        }
      }
    }
  }

  /** As sums of thousands of products agree that were added up in another order. */
  private static void requireClose(Tensor want, Tensor got) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < want.length(); i++) {
      largest = Math.max(largest, Math.abs(want.floats()[i]));
      difference = Math.max(difference, Math.abs(want.floats()[i] - got.floats()[i]));
    }
    assertTrue(difference < 1e-4 * largest, difference + " where the largest is " + largest);
  }

  private static Tensor winograd(Device device, Op op, Tensor... inputs) {
    return run(device, op, "winograd", inputs);
  }

  private static Tensor run(Device device, Op op, String implementation, Tensor... inputs) {
    CompileOptions options = CompileOptions.standard().force(op.name(), implementation).poisoned();
    return Eager.runAll(device, op, options, List.of(inputs)).get(0);
  }

  private static Tensor random(Shape shape) {
    float[] values = new float[(int) shape.elements()];
    Philox.Sequence random = Philox.sequence(1, "winograd");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return Tensor.of(shape, values);
  }

  private static String said(int channels, int size) {
    var reluctance = reluctance(channels, size);
    assertNotNull(reluctance);
    return reluctance.reason();
  }

  private static Unsupported reluctance(int channels, int size) {
    Conv2dDims d = dims(channels, size, Conv2dGeometry.UNIT.padding(Padding.of(1)));
    return Winograd.reluctance(d, d.oh(), d.ow());
  }

  private static Conv2dDims dims(int channels, int size, Conv2dGeometry geometry) {
    Shape x = Shape.of(2, size, size, channels);
    return Conv2dDims.of(x, Shape.of(3, 3, channels, channels), geometry);
  }
}
