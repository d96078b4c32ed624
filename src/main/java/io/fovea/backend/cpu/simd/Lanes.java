package io.fovea.backend.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How many floats a vector holds: what the processor prefers, or what a property forces. */
final class Lanes {
  /** System property with the bits of a vector: 128, 256 or 512. */
  static final String BITS = "fovea.cpu.bits";

  /** Static and final, so that C2 compiles it as a constant. */
  static final VectorSpecies<Float> SPECIES = species();

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    String bits = System.getProperty(BITS);
    if (bits == null) {
      return FloatVector.SPECIES_PREFERRED;
    }
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "system property " + BITS + " must be 128, 256 or 512, got '" + bits + "'");
    };
  }
}
