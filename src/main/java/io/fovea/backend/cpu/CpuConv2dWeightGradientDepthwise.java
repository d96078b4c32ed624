package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient of a depthwise convolution. The output lines are split into stretches, whose
 * number depends on the shape alone; each has its own sum, and the sums are added in their order.
 */
final class CpuConv2dWeightGradientDepthwise implements CpuLowering {
  private static final int MAX_STRETCHES = 16;

  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Depthwise.refusal(((Conv2dWeightGradient) node.op()).dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    int lines = d.n() * d.oh();
    int grain = Depthwise.grain(d.ow() * d.oc(), d);
    int stretch = Math.max(grain, (lines + MAX_STRETCHES - 1) / MAX_STRETCHES);
    PartialSums sums = new PartialSums(node, node.output(0), (lines + stretch - 1) / stretch);
    return sums.step(
        (index, to) -> {
          Arrays.fill(to.floats(), to.at(), to.at() + to.length(), 0f);
          for (int line = index * stretch; line < Math.min(lines, (index + 1) * stretch); line++) {
            addLine(node, d, line, to);
          }
        });
  }

  private static void addLine(CpuNode node, Conv2dDims d, int line, CpuTensor dw) {
    CpuTensor x = node.input(0);
    CpuTensor dy = node.input(1);
    int c = d.ic();
    int image = line / d.oh() * d.ih();
    for (int kh = 0; kh < d.kh(); kh++) {
      int ih = Depthwise.ih(d, line % d.oh(), kh);
      if (ih < 0 || ih >= d.ih()) {
        continue;
      }
      for (int kw = 0; kw < d.kw(); kw++) {
        int dwAt = dw.at() + (kh * d.kw() + kw) * c;
        for (int ow = 0; ow < d.ow(); ow++) {
          int iw = Depthwise.iw(d, ow, kw);
          if (iw >= 0 && iw < d.iw()) {
            int xAt = x.at() + ((image + ih) * d.iw() + iw) * c;
            int dyAt = dy.at() + (line * d.ow() + ow) * c;
            node.kernels().addProduct(x.floats(), xAt, dy.floats(), dyAt, dw.floats(), dwAt, c);
          }
        }
      }
    }
  }
}
