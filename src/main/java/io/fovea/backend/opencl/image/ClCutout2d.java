package io.fovea.backend.opencl.image;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.Cutout2d;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/** Copies images, but for a box of each. */
final class ClCutout2d implements ClLowering {
  private static final int WORK_PER_PIXEL = 12;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    Cutout2d op = (Cutout2d) node.node().op();
    Shape x = node.node().inputTypes().get(0).shape();
    int channels = x.dim(3);
    int vector = Channels.vector(node.target(), channels);
    Chunks chunks = Chunks.of(node.target(), WORK_PER_PIXEL + vector);
    Macros macros =
        Macros.of("H", x.dim(1))
            .with("W", x.dim(2))
            .with("CHANNELS", channels)
            .with("VEC", vector)
            .with(chunks.macros());
    Tensor fill = Tensor.of(Shape.of(channels), Warp2d.perChannel(op.fill(), channels));
    ClMemory y = node.output(0);
    var kernel = node.kernel("cutout2d.cl", "cutout2d", macros);
    kernel
        .ints(x.dim(0), op.kh(), op.kw())
        .read(node.input(0), node.input(1), node.table("fill", fill))
        .write(y);
    chunks.deal(kernel, y.length() / vector).bind();
  }
}
