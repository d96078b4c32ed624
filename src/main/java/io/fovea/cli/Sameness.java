package io.fovea.cli;

/** Complains about an option of a resumed training that differs from what was. */
@FunctionalInterface
interface Sameness {
  void require(String option, boolean isSame, Object before);
}
