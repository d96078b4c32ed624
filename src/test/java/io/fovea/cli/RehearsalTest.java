package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The launcher keeps an archive of classes only where what it rehearses went well. */
class RehearsalTest {
  @Test
  void trainsOnWhatIsThere() {
    assertEquals(0, Rehearsal.run("cpu", "nonsense"));
  }

  @Test
  void failsWithoutAnyDevice() {
    assertEquals(1, Rehearsal.run("nonsense"));
  }
}
