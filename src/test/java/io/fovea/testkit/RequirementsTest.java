package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What a lack does, required or not. */
class RequirementsTest {
  private final String before = System.getProperty(Requirements.PROPERTY, "");

  @AfterEach
  void restore() {
    System.setProperty(Requirements.PROPERTY, before);
  }

  @Test
  void aLackSkipsWithItsReason() {
    System.setProperty(Requirements.PROPERTY, "openclx, other");
    var skipped =
        assertThrows(TestAbortedException.class, () -> Requirements.missing("opencl", "no driver"));
    assertTrue(skipped.getMessage().contains("no driver"), skipped.getMessage());
  }

  @Test
  void aLackOfWhatIsRequiredFails() {
    System.setProperty(Requirements.PROPERTY, "other, opencl");
    var failed =
        assertThrows(AssertionFailedError.class, () -> Requirements.missing("opencl", "no driver"));
    assertTrue(failed.getMessage().contains("no driver"), failed.getMessage());
  }
}
