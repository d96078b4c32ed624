package io.fovea.backend;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the factors of products may be rounded before they are multiplied: those of matrix products,
 * and of convolutions and their two gradients. It is the user's choice when a device is opened.
 * Products of rounded factors are exact, and summed in fp32. Everything else, weights and
 * optimizers, normalisations, activations and what lies in memory, is fp32 whatever the choice.
 *
 * <p>A device may always compute more exactly than it is allowed to, and says so: {@link
 * Device#precision} is what it does.
 */
public enum Precision {
  /** Not at all: factors are IEEE 754 single precision. */
  FP32(24),
  /** To 11 significant bits, to nearest, ties away from zero, as NVIDIA's {@code cvt.rna.tf32}. */
  TF32(11),
  /** To 8 significant bits, to nearest, ties to even: the upper half of a float. */
  BF16(8);

  /** Bits of the significand, the leading one, which is not stored, among them. */
  private final int bits;

  Precision(int bits) {
    this.bits = bits;
  }

  /** Half the distance from 1 to the next factor: the largest relative error of rounding to one. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -bits);
  }

  /** The factor nearest to a number. One beyond the largest is infinite; NaN stays NaN. */
  public float round(float x) {
    if (this == FP32 || Float.isNaN(x)) {
      return x;
    }
    // A carry out of the significand is the next power of two; the last one's is infinity.
    int raw = Float.floatToRawIntBits(x);
    int dropped = 24 - bits;
    int half = 1 << (dropped - 1);
    int up = this == TF32 ? half : half - 1 + (raw >> dropped & 1);
    return Float.intBitsToFloat((raw + up) & -(1 << dropped));
  }

  /** What a device computes with, in words, where this was asked for. */
  public String of(Device device) {
    return of(device.precision());
  }

  private String of(Precision used) {
    return used == this
        ? toString()
        : "%s (%s was asked for; this device has no matrix units for it)".formatted(used, this);
  }

  /**
   * The choice of that name, or null.
   *
   * @param name as {@code tf32}, in any case
   */
  public static @Nullable Precision named(String name) {
    for (Precision precision : values()) {
      if (precision.name().equalsIgnoreCase(name)) {
        return precision;
      }
    }
    return null;
  }

  /** Its name, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
