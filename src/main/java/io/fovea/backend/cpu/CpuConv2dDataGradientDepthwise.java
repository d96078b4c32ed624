package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Data gradient of a depthwise convolution, line by line of dx. */
final class CpuConv2dDataGradientDepthwise implements CpuLowering {
  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Depthwise.refusal(((Conv2dDataGradient) node.op()).dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Destination dx = Destination.of(node, d.ic(), op.epilogue());
    return node.inParallel(
        d.n() * d.ih(),
        Depthwise.grain(d.iw() * d.ic(), d),
        (from, end, worker) -> {
          for (int line = from; line < end; line++) {
            line(node, d, dx, line);
          }
        });
  }

  private static void line(CpuNode node, Conv2dDims d, Destination dx, int line) {
    Conv2dGeometry g = d.geometry();
    int at = dx.c().at() + line * d.iw() * d.ic();
    Arrays.fill(dx.c().floats(), at, at + d.iw() * d.ic(), 0f);
    for (int kh = 0; kh < d.kh(); kh++) {
      int reach = line % d.ih() + g.padding().top() - kh * g.dilationH();
      int oh = reach / g.strideH();
      if (reach >= 0 && reach % g.strideH() == 0 && oh < d.oh()) {
        addLine(node, d, at, line / d.ih() * d.oh() + oh, kh);
      }
    }
    dx.finish(node.kernels(), at, d.iw(), 0, d.ic());
  }

  private static void addLine(CpuNode node, Conv2dDims d, int dxAt, int outputLine, int kh) {
    CpuTensor dy = node.input(0);
    CpuTensor w = node.input(1);
    float[] dx = node.output(0).floats();
    int c = d.ic();
    for (int ow = 0; ow < d.ow(); ow++) {
      int dyAt = dy.at() + (outputLine * d.ow() + ow) * c;
      for (int kw = 0; kw < d.kw(); kw++) {
        int iw = Depthwise.iw(d, ow, kw);
        if (iw >= 0 && iw < d.iw()) {
          int wAt = w.at() + (kh * d.kw() + kw) * c;
          int to = dxAt + iw * c;
          node.kernels().addProduct(dy.floats(), dyAt, w.floats(), wAt, dx, to, c);
        }
      }
    }
  }
}
