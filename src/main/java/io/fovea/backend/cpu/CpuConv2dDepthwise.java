package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Depthwise convolution, output line by output line. */
final class CpuConv2dDepthwise implements CpuLowering {
  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Depthwise.refusal(((Conv2d) node.op()).dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2d op = (Conv2d) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Destination to = Destination.of(node, d.oc(), op.epilogue());
    return node.inParallel(
        d.n() * d.oh(),
        Depthwise.grain(d.ow() * d.oc(), d),
        (from, end, worker) -> {
          for (int line = from; line < end; line++) {
            for (int ow = 0; ow < d.ow(); ow++) {
              pixel(node, d, to.c(), line, ow);
            }
            int at = to.c().at() + line * d.ow() * d.oc();
            to.finish(node.kernels(), at, d.ow(), 0, d.oc());
          }
        });
  }

  private static void pixel(CpuNode node, Conv2dDims d, CpuTensor to, int line, int ow) {
    CpuTensor x = node.input(0);
    CpuTensor w = node.input(1);
    float[] y = to.floats();
    int c = d.oc();
    int at = to.at() + (line * d.ow() + ow) * c;
    Arrays.fill(y, at, at + c, 0f);
    int image = line / d.oh() * d.ih();
    for (int kh = 0; kh < d.kh(); kh++) {
      int ih = Depthwise.ih(d, line % d.oh(), kh);
      if (ih < 0 || ih >= d.ih()) {
        continue;
      }
      for (int kw = 0; kw < d.kw(); kw++) {
        int iw = Depthwise.iw(d, ow, kw);
        if (iw >= 0 && iw < d.iw()) {
          int xAt = x.at() + ((image + ih) * d.iw() + iw) * c;
          int wAt = w.at() + (kh * d.kw() + kw) * c;
          node.kernels().addProduct(x.floats(), xAt, w.floats(), wAt, y, at, c);
        }
      }
    }
  }
}
