package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Normalize;
import io.fovea.tensor.DType;
import java.util.List;

/** Stored pixels to network input; a launch for every four channels that differ. */
final class ClNormalize implements ClLowering {
  private static final int LAUNCH_CHANNELS = 4;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    Normalize op = (Normalize) node.node().op();
    int channels = op.scale().size();
    for (int first = 0; first < channels; first += LAUNCH_CHANNELS) {
      lower(node, op, channels, first, Math.min(LAUNCH_CHANNELS, channels - first));
    }
  }

  private static void lower(ClNode node, Normalize op, int channels, int first, int treated) {
    ClMemory x = node.input(0);
    int pixels = x.length() / channels;
    Chunks chunks = Chunks.of(node.target(), treated);
    String name = x.dtype() == DType.U8 ? "normalize_uchar" : "normalize_float";
    var kernel = node.kernel("normalize.cl", name, chunks.macros());
    kernel
        .ints(pixels, channels, first, treated)
        .floats(four(op.scale(), first, treated))
        .floats(four(op.shift(), first, treated))
        .read(x)
        .write(node.output(0));
    chunks.deal(kernel, pixels).bind();
  }

  private static float[] four(List<Float> all, int first, int treated) {
    float[] four = new float[LAUNCH_CHANNELS];
    for (int i = 0; i < treated; i++) {
      four[i] = all.get(first + i);
    }
    return four;
  }
}
