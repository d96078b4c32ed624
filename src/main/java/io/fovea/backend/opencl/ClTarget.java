package io.fovea.backend.opencl;

import io.fovea.backend.Precision;
import java.util.List;

/**
 * What kernels are chosen for.
 *
 * @param device the device's limits
 * @param family the style of kernels that it runs
 * @param precision of products; none but FP32 where the family has no matrix units
 * @param tile name of the tile to use, of those that a lowering {@linkplain ClLowering#tiles
 *     offers}; empty for its own choice
 */
public record ClTarget(ClDeviceInfo device, KernelFamily family, Precision precision, String tile) {
  public ClTarget {
    precision = family.hasMatrixUnits() ? precision : Precision.FP32;
  }

  /** A target on which each lowering chooses its tile. */
  public ClTarget(ClDeviceInfo device, KernelFamily family, Precision precision) {
    this(device, family, precision, "");
  }

  /** The same target with a tile to use. */
  ClTarget with(String newTile) {
    return new ClTarget(device, family, precision, newTile);
  }

  /** Of some tiles, best first, the one with the name to use; the first if there is none. */
  public <T> T pick(List<T> bestFirst) {
    return bestFirst.stream()
        .filter(candidate -> candidate.toString().equals(tile))
        .findFirst()
        .orElse(bestFirst.get(0));
  }
}
