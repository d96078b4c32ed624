package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.op.Dropout;

/** Inverted dropout, its mask drawn from Philox by element. */
final class ClDropout implements ClLowering {
  private static final int WORDS = 4;
  private static final int WORK_PER_WORD = 25;
  private static final int CPU_VECTOR = 16;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    Dropout op = (Dropout) node.node().op();
    ClMemory y = node.output(0);
    int vector = node.target().family() == KernelFamily.CPU ? CPU_VECTOR : 1;
    int elements = WORDS * vector;
    Chunks chunks = Chunks.of(node.target(), elements * WORK_PER_WORD / WORDS);
    var kernel = node.kernel("dropout.cl", "dropout", chunks.macros().with("VEC", vector));
    kernel
        .ints(y.length(), op.threshold(), (int) op.stream(), (int) (op.stream() >>> 32))
        .floats(op.scale())
        .read(node.input(0), node.input(1), node.input(2))
        .write(y);
    chunks.deal(kernel, ((long) y.length() + elements - 1) / elements).bind();
  }
}
