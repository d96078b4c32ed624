package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.op.Normalize;
import java.util.ArrayList;
import java.util.List;

/**
 * The channels that a launch normalises, at most four that differ.
 *
 * @param channels all of them; one where they have one scale and shift
 */
public record ChannelScales(Normalize op, int channels, int first, int treated) {
  private static final int LAUNCH_CHANNELS = 4;

  /** What each launch treats. */
  public static List<ChannelScales> of(Normalize op) {
    int channels = op.scale().size();
    List<ChannelScales> all = new ArrayList<>();
    for (int first = 0; first < channels; first += LAUNCH_CHANNELS) {
      int treated = Math.min(LAUNCH_CHANNELS, channels - first);
      all.add(new ChannelScales(op, channels, first, treated));
    }
    return all;
  }

  /** Gives the kernel which channels it treats, and their scales and shifts. */
  public ClKernel bind(ClKernel kernel) {
    return kernel.ints(channels, first, treated).floats(four(op.scale())).floats(four(op.shift()));
  }

  private float[] four(List<Float> all) {
    float[] four = new float[LAUNCH_CHANNELS];
    for (int i = 0; i < treated; i++) {
      four[i] = all.get(first + i);
    }
    return four;
  }
}
