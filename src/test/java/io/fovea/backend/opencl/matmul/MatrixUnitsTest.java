package io.fovea.backend.opencl.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.backend.Precision;
import io.fovea.check.Bound;
import io.fovea.check.Bounds;
import io.fovea.check.Comparison;
import io.fovea.check.Sample;
import io.fovea.op.MatMul;
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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products by matrix units, which are emulated: every index of what a GPU would run, but for its
 * instructions. A few cases that have all there is: both orders of each factor, cut tiles, groups,
 * phases, splits, epilogues, whole and single loads.
 */
@Tag("slow")
class MatrixUnitsTest {
  /** A small tile, which takes less time to compile. */
  private static final String TILE = "32x32";

  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends =
        new BackendsUnderTest(
            List.of("reference", "opencl-nvidia_emulated-tf32", "opencl-nvidia_emulated-bf16"));
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  static Stream<Arguments> cases() {
    return Stream.of(Precision.TF32, Precision.BF16)
        .flatMap(
            precision ->
                Stream.of(
                        "matmul tiles tails_bias_residual_prelu",
                        "matmul tiles vectors_ta_tw",
                        "matmul tiles long_k",
                        "conv2d implicit_gemm vectors_bias_residual_prelu",
                        "conv2d_data_gradient implicit_gemm dilated_strided_padded",
                        "conv2d_weight_gradient implicit_gemm asymmetric_padding")
                    .map(name -> Arguments.of(precision, name)));
  }

  /** Exact on integers, within the bounds of rounded factors, in its bounds, the same twice. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void everyLayerHolds(Precision precision, String name) {
    String[] words = name.split(" ");
    OpCase theCase = theCase(words[0], words[2]);
    var expectation = new Expectation(reference(), theCase, 5);
    with(
        TILE,
        () -> {
          Target target = target(precision);
          var run = new CaseRun(table(theCase), expectation, target, words[1], new Tally());
          assertTrue(run.run(), "it was refused");
          requireRounded(precision, theCase, words[1], expectation.reals().inputs());
        });
  }

  /** Factors are rounded, and nothing else: beside the reference that rounds only these. */
  private static void requireRounded(
      Precision precision, OpCase theCase, String implementation, List<Tensor> inputs) {
    try (Device rounding = Devices.open("reference", precision)) {
      Sample sample = Sample.of(rounding, theCase.op(), inputs);
      var options = CompileOptions.standard().force(theCase.op().name(), implementation);
      Device device = target(precision).device();
      Tensor got = Eager.runAll(device, theCase.op(), options, inputs).get(0);
      Bound sums = Bounds.of(theCase.op()).times(2);
      Comparison close = Comparison.of(got, sample.expected().get(0), sums.of(sample).get(0));
      assertTrue(close.passes(), close::toString);
    }
  }

  /** The bits of a product do not depend on its tile; all of them take minutes to compile. */
  @ParameterizedTest
  @ValueSource(strings = {"64x64"})
  void aTileChangesNoBit(String tile) {
    assertEquals(product(TILE, Precision.BF16), product(tile, Precision.BF16));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32", "BF16"})
  @Tag("long")
  void noTileChangesAnyBit(Precision precision) {
    Tensor first = product(TILE, precision);
    for (LocalTile tile : LocalTile.ALL.subList(0, LocalTile.ALL.size() - 1)) {
      assertEquals(first, product(tile.toString(), precision), tile + " computes other bits");
    }
  }

  private static Tensor product(String tile, Precision precision) {
    OpCase theCase = theCase("matmul", "tails_ta");
    List<Tensor> inputs = new Expectation(reference(), theCase, 5).reals().inputs();
    Tensor[] got = new Tensor[1];
    Device device = target(precision).device();
    with(tile, () -> got[0] = Eager.run(device, theCase.op(), inputs.toArray(Tensor[]::new)));
    return got[0];
  }

  /** A factor times one is what rounding makes of it. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32", "BF16"})
  void factorsAreRoundedAsTheyShould(Precision precision) {
    int[] special = {
      0x7fc00000, 0x7f800001, 0xffffffff, 0x7f800000, 0xff800000, 0x7f7fffff, 0xff7fffff, 0,
      0x3f801000, 0x3f803000, 0x3f808000, 0x3f818000, 0x3f800fff, 0x3f807fff, 0x3f808001, 0x3fffffff
    };
    float[] x = new float[2000];
    Random random = new Random(1);
    for (int i = 0; i < x.length; i++) {
      int bits = i < special.length ? special[i] : random.nextInt();
      x[i] = Float.intBitsToFloat(bits);
      // Tiny numbers may be taken for zero.
      boolean isTiny = Math.abs(x[i]) < 0x1p-120f;
      x[i] = isTiny ? 0 : x[i];
    }
    Tensor[] got = new Tensor[1];
    with(
        TILE,
        () ->
            got[0] =
                Eager.run(
                    target(precision).device(),
                    new MatMul(),
                    Tensor.of(Shape.of(x.length, 1), x),
                    Tensor.of(Shape.of(1, 1), 1f)));
    for (int i = 0; i < x.length; i++) {
      assertEquals(precision.round(x[i]), (float) got[0].get(i), "of " + x[i]);
    }
  }

  private static void with(String tile, Runnable run) {
    System.setProperty(LocalTile.PROPERTY, tile);
    try {
      run.run();
    } finally {
      System.clearProperty(LocalTile.PROPERTY);
    }
  }

  private static Device reference() {
    return backends.target("reference").device();
  }

  private static Target target(Precision precision) {
    return backends.target("opencl-nvidia_emulated-" + precision);
  }

  private static OpCase theCase(String op, String name) {
    return OpTable.all().stream()
        .flatMap(table -> table.table().stream())
        .filter(c -> c.op().name().equals(op) && c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static OpCases table(OpCase theCase) {
    return OpTable.all().stream()
        .filter(t -> t.op() == theCase.op().getClass())
        .findFirst()
        .orElseThrow();
  }
}
