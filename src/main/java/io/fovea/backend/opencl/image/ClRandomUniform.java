package io.fovea.backend.opencl.image;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.op.RandomUniform;

/** Random numbers, by the generator that dropout uses too. */
final class ClRandomUniform implements ClLowering {
  private static final int WORK_PER_BLOCK = 100;
  private static final int CPU_VECTOR = 16;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    RandomUniform op = (RandomUniform) node.node().op();
    int vector = node.target().family() == KernelFamily.CPU ? CPU_VECTOR : 1;
    Chunks chunks = Chunks.of(node.target(), vector * WORK_PER_BLOCK);
    var kernel = node.kernel("dropout.cl", "random_uniform", chunks.macros().with("VEC", vector));
    kernel
        .ints(op.n(), op.count(), (int) op.stream(), (int) (op.stream() >>> 32))
        .floats((float) op.low(), (float) (op.high() - op.low()))
        .read(node.input(0), node.input(1), node.input(2))
        .write(node.output(0));
    chunks.deal(kernel, ((long) op.n() * op.blocks() + vector - 1) / vector).bind();
  }
}
