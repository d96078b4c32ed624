package io.fovea.testkit;

/** The questions that a case answers; see docs/testing.md. */
public enum Layer {
  /** Is every index right? Small integers, no tolerance. */
  EXACT,
  /** Is the arithmetic sound? Reals, a derived bound. */
  ROUNDING,
  /** Is the mathematics right? Difference quotients, on the reference. */
  GRADIENT,
  /** Is everything written and nothing else? NaN in scratch, guard bands, untouched inputs. */
  GUARD,
  /** Are the bits the same the next time? */
  REPEAT
}
