package io.fovea.backend.opencl.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.backend.Precision;
import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Op;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.CaseRun;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import io.fovea.testkit.OpTable;
import io.fovea.testkit.Tally;
import io.fovea.testkit.Target;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tile of the portable family, forced, computes right and the same bits; the choice. */
@Tag("slow")
class LocalTileTest {
  private static final int LARGE_GPU = 132;
  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  @ParameterizedTest
  @CsvSource({
    "conv2d, implicit_gemm, vectors_bias_residual_prelu",
    "conv2d_data_gradient, implicit_gemm, dilated_strided_padded",
    "conv2d_weight_gradient, implicit_gemm, asymmetric_padding",
    "conv2d_weight_gradient, implicit_gemm, vectors",
    "matmul, tiles, tails_bias_residual_prelu",
  })
  void everyTileComputesTheSame(String op, String implementation, String name) {
    Target target = backends.target("opencl-portable");
    OpCase theCase =
        OpTable.all().stream()
            .flatMap(table -> table.table().stream())
            .filter(c -> c.op().name().equals(op) && c.name().equals(name))
            .findFirst()
            .orElseThrow();
    var expectation = new Expectation(backends.target("reference").device(), theCase, 5);
    var options = CompileOptions.standard().force(op, implementation);
    List<Tensor> first = List.of();
    for (LocalTile tile : LocalTile.ALL) {
      System.setProperty(LocalTile.PROPERTY, tile.toString());
      try {
        new CaseRun(table(theCase.op()), expectation, target, implementation, new Tally()).run();
        List<Tensor> got =
            Eager.runAll(target.device(), theCase.op(), options, expectation.reals().inputs());
        first = first.isEmpty() ? got : first;
        assertEquals(first, got, tile + " computes other bits than " + LocalTile.ALL.get(0));
      } finally {
        System.clearProperty(LocalTile.PROPERTY);
      }
    }
  }

  /** More phases than a launch has work-groups for: another implementation takes it. */
  @Test
  void immenseStridesGoAnotherWay() {
    Device portable = backends.target("opencl-portable").device();
    Tensor dx = Tensor.of(Shape.of(2, 1, 1, 2), 6f, -12, 12, -27);
    Tensor dy = Tensor.of(Shape.of(2, 1, 1, 3), 1f, 2, 3, 4, 5, 6);
    Tensor w = Tensor.of(Shape.of(1, 1, 2, 3), 1f, -2, 3, -4, 5, -6);
    for (int stride : new int[] {33, 65536}) {
      var geometry = Conv2dGeometry.UNIT.stride(stride, stride);
      var op = new Conv2dDataGradient(geometry, Shape.of(2, 1, 1, 2));
      assertEquals(dx, Eager.run(portable, op, dy, w), "stride " + stride);
    }
  }

  private static OpCases table(Op op) {
    return OpTable.all().stream().filter(t -> t.op() == op.getClass()).findFirst().orElseThrow();
  }

  /** ResNet-18 on images of 32 x 32: as many tiles as a large GPU has room for, and no more. */
  @Test
  void tileFollowsTheResult() {
    ClTarget gpu = device(LARGE_GPU, 48 << 10, 1024);
    assertEquals("128x64", tile(gpu, forward(32 * 32, 64, 576)));
    assertEquals("128x128", tile(gpu, forward(16 * 16, 128, 1152)));
    assertEquals("128x64", tile(gpu, forward(8 * 8, 256, 2304)));
    assertEquals("32x32", tile(gpu, Product.of(64, 10, 512, false, false, 1)));
  }

  @Test
  void tileFitsTheDevice() {
    Product large = forward(32 * 32, 256, 2304);
    Function<ClTarget, String> chosen = device -> tile(device, large);
    assertEquals("128x128", chosen.apply(device(4, 32 << 10, 256)));
    assertEquals("128x64", chosen.apply(device(4, 32 << 10, 128)));
    assertEquals("64x64", chosen.apply(device(4, 10 << 10, 256)));
    assertEquals("64x64", chosen.apply(device(4, 32 << 10, false, 256)));
    assertEquals("16x16", chosen.apply(device(4, 4 << 10, 256)));
    assertTrue(LocalTile.isSupported(device(4, 4 << 10, 16)));
    assertFalse(LocalTile.isSupported(device(4, 4 << 10, 8)));
  }

  @Test
  void batchChangesNoTile() {
    Product one = Product.of(16, 512, 4608, false, false, 16);
    Product many = Product.of(16 * 300, 512, 4608, false, false, 16);
    assertEquals(one.usual(), many.usual());
    Product gradient = Product.of(576, 64, 1024, true, false, 1024);
    assertEquals(gradient.usual(), Product.of(576, 64, 9 * 1024, true, false, 1024).usual());
  }

  @Test
  void unknownTile_isRefused() {
    System.setProperty(LocalTile.PROPERTY, "7x7");
    try {
      ClTarget gpu = device(4, 32 << 10, 256);
      var thrown =
          assertThrows(IllegalArgumentException.class, () -> tile(gpu, forward(64, 64, 64)));
      assertEquals(
          "system property fovea.opencl.tile must be a tile that a GPU can run, of [128x128, 128x64,"
              + " 64x64, 128x32, 32x32, 16x16], got '7x7'",
          thrown.getMessage());
    } finally {
      System.clearProperty(LocalTile.PROPERTY);
    }
  }

  private static Product forward(int pixels, int n, int k) {
    return Product.of(pixels, n, k, false, false, pixels);
  }

  private static String tile(ClTarget device, Product product) {
    Product usual = product.usual();
    int splits = LocalProduct.splits(usual, Patches.none(usual));
    return LocalTile.bestFirst(device, usual, splits).get(0).toString();
  }

  private static ClTarget device(int units, long localBytes, long group) {
    return device(units, localBytes, true, group);
  }

  private static ClTarget device(int units, long localBytes, boolean isLocal, long group) {
    List<Long> items = List.of(group, group, 64L);
    var info =
        new ClDeviceInfo(
            "0.0",
            "a platform",
            "1.2",
            "a GPU",
            "a vendor",
            "1.2",
            "1",
            ClDeviceInfo.Type.GPU,
            units,
            1000,
            1L << 34,
            1L << 32,
            0,
            localBytes,
            isLocal,
            group,
            items,
            1,
            1,
            512,
            4096,
            List.of());
    return new ClTarget(info, KernelFamily.PORTABLE, Precision.FP32);
  }
}
