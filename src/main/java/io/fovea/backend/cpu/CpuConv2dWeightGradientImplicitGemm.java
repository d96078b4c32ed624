package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient as a matrix product, transposed patches {@code [kh*kw*ic, n*oh*ow]} by dy {@code
 * [n*oh*ow, oc]}, whose patches are copied straight into the blocks of the product.
 */
final class CpuConv2dWeightGradientImplicitGemm implements CpuLowering {
  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.op();
    return CpuConv2dImplicitGemm.tooMany(op.dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    int depth = d.kh() * d.kw() * d.icPerGroup();
    int pixels = d.n() * d.oh() * d.ow();
    List<SplitGemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < op.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      LeftFactor patches = LeftFactor.ofPatches(node.kernels(), d, node.input(0), group);
      Weights dy = Weights.of(node.input(1), column, pixels, d.oc(), false);
      parts.add(new SplitGemm.Part(patches.transpose(), dy, column));
    }
    return new SplitGemm(node, depth, d.ocPerGroup(), pixels, parts, node.output(0));
  }
}
