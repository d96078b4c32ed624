package io.fovea.backend.opencl;

import java.nio.charset.StandardCharsets;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Typed answers to {@code clGetPlatformInfo} and {@code clGetDeviceInfo}. */
final class ClQuery {
  private ClQuery() {}

  static String string(cl_platform_id platform, int parameter) {
    try {
      long[] size = new long[1];
      CL.clGetPlatformInfo(platform, parameter, 0, null, size);
      byte[] bytes = new byte[(int) size[0]];
      CL.clGetPlatformInfo(platform, parameter, bytes.length, Pointer.to(bytes), null);
      return text(bytes);
    } catch (CLException e) {
      throw ClException.of("clGetPlatformInfo", e, "parameter 0x" + Integer.toHexString(parameter));
    }
  }

  static String string(cl_device_id device, int parameter) {
    try {
      long[] size = new long[1];
      CL.clGetDeviceInfo(device, parameter, 0, null, size);
      byte[] bytes = new byte[(int) size[0]];
      CL.clGetDeviceInfo(device, parameter, bytes.length, Pointer.to(bytes), null);
      return text(bytes);
    } catch (CLException e) {
      throw deviceInfo(e, parameter);
    }
  }

  static int integer(cl_device_id device, int parameter) {
    try {
      int[] value = new int[1];
      CL.clGetDeviceInfo(device, parameter, Integer.BYTES, Pointer.to(value), null);
      return value[0];
    } catch (CLException e) {
      throw deviceInfo(e, parameter);
    }
  }

  /** A 64-bit quantity, or a {@code size_t}: every device that we accept has 64-bit hosts. */
  static long longInteger(cl_device_id device, int parameter) {
    return longIntegers(device, parameter, 1)[0];
  }

  static long[] longIntegers(cl_device_id device, int parameter, int count) {
    try {
      long[] values = new long[count];
      CL.clGetDeviceInfo(device, parameter, (long) count * Long.BYTES, Pointer.to(values), null);
      return values;
    } catch (CLException e) {
      throw deviceInfo(e, parameter);
    }
  }

  /** Text that a driver returned: up to the first NUL, and without blanks around it. */
  static String text(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }

  private static ClException deviceInfo(CLException e, int parameter) {
    return ClException.of("clGetDeviceInfo", e, "parameter 0x" + Integer.toHexString(parameter));
  }
}
