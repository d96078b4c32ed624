package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jocl.CL;
import org.junit.jupiter.api.Test;

/** The names of error codes. */
class ClExceptionTest {
  /** Our table against the one that JOCL has from the headers of OpenCL 2.0. */
  @Test
  void namesAgreeWithTheHeaders() {
    ClFixture.entry();
    for (int code = 0; code >= -70; code--) {
      if (code >= -19 || code <= -30) {
        assertEquals(CL.stringFor_errorCode(code), ClException.nameOf(code));
      }
    }
  }

  @Test
  void messagesHoldCallCodeAndPlace() {
    var e = new ClException("clSetKernelArg", -51, "kernel relu, argument 2");
    assertEquals(
        "clSetKernelArg failed with CL_INVALID_ARG_SIZE (-51): kernel relu, argument 2",
        e.getMessage());
    assertEquals("CL_UNKNOWN", ClException.nameOf(-25));
    assertEquals("CL_UNKNOWN", ClException.nameOf(7));
    assertEquals("CL_PLATFORM_NOT_FOUND_KHR", ClException.nameOf(-1001));
  }
}
