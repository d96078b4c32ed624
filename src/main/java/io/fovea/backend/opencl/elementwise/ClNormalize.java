package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Normalize;
import io.fovea.tensor.DType;

/** Stored pixels to network input; a launch for every four channels that differ. */
final class ClNormalize implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory x = node.input(0);
    String name = x.dtype() == DType.U8 ? "normalize_uchar" : "normalize_float";
    for (ChannelScales scales : ChannelScales.of((Normalize) node.node().op())) {
      int pixels = x.length() / scales.channels();
      Chunks chunks = Chunks.of(node.target(), scales.treated());
      var kernel = node.kernel("normalize.cl", name, chunks.macros()).ints(pixels);
      scales.bind(kernel).read(x).write(node.output(0));
      chunks.deal(kernel, pixels).bind();
    }
  }
}
