package io.fovea.backend.opencl;

import io.fovea.backend.DeviceException;
import java.util.Map;
import org.jocl.CLException;

/**
 * An OpenCL call that failed. The message says which call, the name and number of its code, and the
 * kernel, build options and device it concerned, as far as they apply.
 */
public final class ClException extends DeviceException {
  private static final long serialVersionUID = 1L;

  static final int DEVICE_NOT_FOUND = -1;
  static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
  static final int OUT_OF_RESOURCES = -5;
  static final int OUT_OF_HOST_MEMORY = -6;
  static final int BUILD_PROGRAM_FAILURE = -11;
  static final int INVALID_BUFFER_SIZE = -61;
  static final int PLATFORM_NOT_FOUND = -1001;

  private static final String[] FROM_ZERO = {
    "CL_SUCCESS",
    "CL_DEVICE_NOT_FOUND",
    "CL_DEVICE_NOT_AVAILABLE",
    "CL_COMPILER_NOT_AVAILABLE",
    "CL_MEM_OBJECT_ALLOCATION_FAILURE",
    "CL_OUT_OF_RESOURCES",
    "CL_OUT_OF_HOST_MEMORY",
    "CL_PROFILING_INFO_NOT_AVAILABLE",
    "CL_MEM_COPY_OVERLAP",
    "CL_IMAGE_FORMAT_MISMATCH",
    "CL_IMAGE_FORMAT_NOT_SUPPORTED",
    "CL_BUILD_PROGRAM_FAILURE",
    "CL_MAP_FAILURE",
    "CL_MISALIGNED_SUB_BUFFER_OFFSET",
    "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
    "CL_COMPILE_PROGRAM_FAILURE",
    "CL_LINKER_NOT_AVAILABLE",
    "CL_LINK_PROGRAM_FAILURE",
    "CL_DEVICE_PARTITION_FAILED",
    "CL_KERNEL_ARG_INFO_NOT_AVAILABLE",
  };

  private static final String[] FROM_MINUS_30 = {
    "CL_INVALID_VALUE",
    "CL_INVALID_DEVICE_TYPE",
    "CL_INVALID_PLATFORM",
    "CL_INVALID_DEVICE",
    "CL_INVALID_CONTEXT",
    "CL_INVALID_QUEUE_PROPERTIES",
    "CL_INVALID_COMMAND_QUEUE",
    "CL_INVALID_HOST_PTR",
    "CL_INVALID_MEM_OBJECT",
    "CL_INVALID_IMAGE_FORMAT_DESCRIPTOR",
    "CL_INVALID_IMAGE_SIZE",
    "CL_INVALID_SAMPLER",
    "CL_INVALID_BINARY",
    "CL_INVALID_BUILD_OPTIONS",
    "CL_INVALID_PROGRAM",
    "CL_INVALID_PROGRAM_EXECUTABLE",
    "CL_INVALID_KERNEL_NAME",
    "CL_INVALID_KERNEL_DEFINITION",
    "CL_INVALID_KERNEL",
    "CL_INVALID_ARG_INDEX",
    "CL_INVALID_ARG_VALUE",
    "CL_INVALID_ARG_SIZE",
    "CL_INVALID_KERNEL_ARGS",
    "CL_INVALID_WORK_DIMENSION",
    "CL_INVALID_WORK_GROUP_SIZE",
    "CL_INVALID_WORK_ITEM_SIZE",
    "CL_INVALID_GLOBAL_OFFSET",
    "CL_INVALID_EVENT_WAIT_LIST",
    "CL_INVALID_EVENT",
    "CL_INVALID_OPERATION",
    "CL_INVALID_GL_OBJECT",
    "CL_INVALID_BUFFER_SIZE",
    "CL_INVALID_MIP_LEVEL",
    "CL_INVALID_GLOBAL_WORK_SIZE",
    "CL_INVALID_PROPERTY",
    "CL_INVALID_IMAGE_DESCRIPTOR",
    "CL_INVALID_COMPILER_OPTIONS",
    "CL_INVALID_LINKER_OPTIONS",
    "CL_INVALID_DEVICE_PARTITION_COUNT",
    "CL_INVALID_PIPE_SIZE",
    "CL_INVALID_DEVICE_QUEUE",
    "CL_INVALID_SPEC_ID",
    "CL_MAX_SIZE_RESTRICTION_EXCEEDED",
  };

  /**
   * Codes outside the two dense ranges: extensions, and what drivers return of their own accord.
   */
  private static final Map<Integer, String> OTHERS =
      Map.of(
          -1000, "CL_INVALID_GL_SHAREGROUP_REFERENCE_KHR",
          -1001, "CL_PLATFORM_NOT_FOUND_KHR",
          -1057, "CL_DEVICE_PARTITION_FAILED_EXT",
          -1058, "CL_INVALID_PARTITION_COUNT_EXT",
          -1059, "CL_INVALID_PARTITION_NAME_EXT",
          -9999, "NVIDIA_ILLEGAL_BUFFER_ACCESS");

  private final int code;
  private final String call;

  /**
   * @param call the OpenCL function that failed
   * @param code its result
   * @param detail kernel, options, device: whatever names the place
   */
  ClException(String call, int code, String detail) {
    super(call + " failed with " + nameOf(code) + " (" + code + "): " + detail);
    this.code = code;
    this.call = call;
  }

  /** Adds the call and its circumstances to what JOCL threw. */
  static ClException of(String call, CLException cause, String detail) {
    var exception = new ClException(call, cause.getStatus(), detail);
    exception.initCause(cause);
    return exception;
  }

  /** The OpenCL result code, as in {@code -5}. */
  public int code() {
    return code;
  }

  /** The name of the code, as in {@code CL_OUT_OF_RESOURCES}. */
  public String codeName() {
    return nameOf(code);
  }

  /** The function that failed, as in {@code clBuildProgram}. */
  public String call() {
    return call;
  }

  /** The name of an OpenCL result code; {@code CL_UNKNOWN} for one that no table knows. */
  static String nameOf(int code) {
    if (code <= 0 && -code < FROM_ZERO.length) {
      return FROM_ZERO[-code];
    }
    if (code <= -30 && -30 - code < FROM_MINUS_30.length) {
      return FROM_MINUS_30[-30 - code];
    }
    return OTHERS.getOrDefault(code, "CL_UNKNOWN");
  }
}
