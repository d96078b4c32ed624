package io.fovea.backend.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** How many floats a vector holds: 4, 8 or 16. */
final class Lanes {
  /** System property with the bits of a vector: 128, 256 or 512. */
  static final String BITS = "fovea.cpu.bits";

  /** Static and final, so that C2 compiles it as a constant. */
  static final VectorSpecies<Float> SPECIES =
      species(FloatVector.SPECIES_PREFERRED.vectorBitSize(), System.getProperty(BITS));

  private Lanes() {}

  /**
   * What the property forces, or else what the processor prefers, within the widths that the loops
   * beside are written for. Longer vectors, which SVE allows, would outrun the spare memory behind
   * rows; those of 64 bits are refused before anything here is loaded.
   */
  static VectorSpecies<Float> species(int preferredBits, @Nullable String forced) {
    if (forced == null) {
      int bits = Math.max(128, Math.min(512, preferredBits));
      return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
    return switch (forced) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "system property " + BITS + " must be 128, 256 or 512, got '" + forced + "'");
    };
  }
}
