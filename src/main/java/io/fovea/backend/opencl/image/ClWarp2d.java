package io.fovea.backend.opencl.image;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/** Bilinear interpolation at given positions. */
final class ClWarp2d implements ClLowering {
  private static final int WORK_PER_PIXEL = 30;

  @Override
  public String name() {
    return "gather";
  }

  @Override
  public void lower(ClNode node) {
    Warp2d op = (Warp2d) node.node().op();
    Shape x = node.node().inputTypes().get(0).shape();
    Shape y = node.node().outputTypes().get(0).shape();
    int channels = x.dim(3);
    int vector = Channels.vector(node.target(), channels);
    Chunks chunks = Chunks.of(node.target(), WORK_PER_PIXEL + 8 * vector);
    Macros macros =
        Macros.of("IH", x.dim(1))
            .with("IW", x.dim(2))
            .with("OH", y.dim(1))
            .with("OW", y.dim(2))
            .with("CHANNELS", channels)
            .with("REPLICATE", op.outside() == Warp2d.Outside.REPLICATE ? 1 : 0)
            .with("VEC", vector)
            .with(chunks.macros());
    Tensor fill = Tensor.of(Shape.of(channels), Warp2d.perChannel(op.fill(), channels));
    ClMemory memory = node.output(0);
    var kernel = node.kernel("warp2d.cl", "warp2d", macros);
    kernel
        .ints(x.dim(0))
        .read(node.input(0), node.input(1), node.table("fill", fill))
        .write(memory);
    chunks.deal(kernel, memory.length() / vector).bind();
  }
}
