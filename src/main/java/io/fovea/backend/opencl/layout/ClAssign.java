package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** Stores a value in a piece of state. */
final class ClAssign implements ClLowering {
  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory state = node.input(0);
    Chunks chunks = Chunks.of(node.target());
    String name = "assign_" + Words.of(state.dtype());
    var kernel = node.kernel("assign.cl", name, chunks.macros());
    kernel.ints(state.length()).read(node.input(1)).write(state);
    chunks.deal(kernel, state.length()).bind();
  }
}
