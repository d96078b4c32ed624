package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data gradient as matrix products, patches of dy by weights whose input and output channels have
 * changed places. The pixels of dx whose coordinates leave one remainder when divided by the
 * strides are read by the same taps: each such class is a convolution of dy with stride 1, and a
 * product of its own. With stride 1 there is one class.
 */
final class CpuConv2dDataGradientImplicitGemm implements CpuLowering {
  private static final int MAX_CLASSES = 16;

  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.op();
    Conv2dDims d = op.dims(node.inputTypes());
    long classes = (long) classesH(d) * classesW(d);
    if (classes > MAX_CLASSES) {
      return new Unsupported(
          "the strides leave " + classes + " classes of pixels, at most " + MAX_CLASSES + " pay");
    }
    return CpuConv2dImplicitGemm.tooMany(
        new Conv2dDims(
            d.n(), d.oh(), d.ow(), d.oc(), d.kh(), d.kw(), d.ih(), d.iw(), d.ic(), d.geometry()));
  }

  private static int classesH(Conv2dDims d) {
    return Math.min(d.geometry().strideH(), d.ih());
  }

  private static int classesW(Conv2dDims d) {
    return Math.min(d.geometry().strideW(), d.iw());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    List<CpuStep> steps = new ArrayList<>();
    for (int h = 0; h < classesH(d); h++) {
      for (int w = 0; w < classesW(d); w++) {
        steps.add(step(node, d, h, w));
      }
    }
    return CpuStep.sequence(steps.toArray(CpuStep[]::new));
  }

  /** Computes the pixels of dx at rows {@code h, h + strideH, ..} and columns {@code w, ..}. */
  private static CpuStep step(CpuNode node, Conv2dDims d, int h, int w) {
    Conv2dGeometry g = d.geometry();
    int rows = (d.ih() - h + g.strideH() - 1) / g.strideH();
    int columns = (d.iw() - w + g.strideW() - 1) / g.strideW();
    List<Integer> taps = new ArrayList<>();
    for (int tap = d.kh() * d.kw() - 1; tap >= 0; tap--) {
      if (remainderH(d, h, tap) == 0 && remainderW(d, w, tap) == 0) {
        taps.add(tap);
      }
    }
    CpuTensor dx = node.output(0);
    Destination.RowMap map =
        m -> {
          int row = m / columns;
          int image = row / rows;
          int y = image * d.ih() + h + (row - image * rows) * g.strideH();
          return y * d.iw() + w + (m - row * columns) * g.strideW();
        };
    int m = d.n() * rows * columns;
    if (taps.isEmpty()) {
      return () -> {
        for (int i = 0; i < m; i++) {
          int at = dx.at() + map.row(i) * d.ic();
          Arrays.fill(dx.floats(), at, at + d.ic(), 0f);
        }
      };
    }
    int k = taps.size() * d.ocPerGroup();
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < g.groups(); group++) {
      parts.add(part(node, d, h, w, rows, columns, taps, group));
    }
    Destination plain = Destination.plain(dx, d.ic());
    boolean dense = g.strideH() == 1 && g.strideW() == 1;
    Destination to = dense ? plain : plain.scattered(map);
    Gemm gemm = new Gemm(node, m, d.icPerGroup(), k, parts, to);
    Gemm.Piece all = Gemm.Piece.all(m, k);
    return () -> gemm.run(all);
  }

  private static int remainderH(Conv2dDims d, int h, int tap) {
    return Math.floorMod(tapH(d, h, tap), d.geometry().strideH());
  }

  private static int remainderW(Conv2dDims d, int w, int tap) {
    return Math.floorMod(tapW(d, w, tap), d.geometry().strideW());
  }

  /** Row of y, times the stride, whose tap reads row h of x. */
  private static int tapH(Conv2dDims d, int h, int tap) {
    return h + d.geometry().padding().top() - tap / d.kw() * d.geometry().dilationH();
  }

  private static int tapW(Conv2dDims d, int w, int tap) {
    return w + d.geometry().padding().left() - tap % d.kw() * d.geometry().dilationW();
  }

  private static Gemm.Part part(
      CpuNode node,
      Conv2dDims d,
      int h,
      int w,
      int rows,
      int columns,
      List<Integer> taps,
      int group) {
    Conv2dGeometry g = d.geometry();
    int oc = d.ocPerGroup();
    int[] tapH = taps.stream().mapToInt(t -> tapH(d, h, t) / g.strideH()).toArray();
    int[] tapW = taps.stream().mapToInt(t -> tapW(d, w, t) / g.strideW()).toArray();
    int[] blocks = taps.stream().mapToInt(t -> t * d.icPerGroup() * d.oc() + group * oc).toArray();
    Patches patches =
        new Patches(
            node.kernels(), node.input(0), group * oc, oc, rows, columns, 1, 1, tapH, tapW, true);
    Weights weights = new Weights(node.input(1), blocks, oc, 1, d.oc());
    return new Gemm.Part(new LeftFactor(patches, false), weights, group * d.icPerGroup());
  }
}
