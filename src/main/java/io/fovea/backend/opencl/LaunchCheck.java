package io.fovea.backend.opencl;

import java.util.Arrays;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_kernel;

/**
 * The rules that a launch must keep, checked before it is ever queued; a driver would say less, or
 * crash.
 */
record LaunchCheck(String launch, ClDeviceInfo device, Limits limits) {

  /**
   * What the built kernel allows.
   *
   * @param workGroup most work-items in a group
   * @param required the work-group size that its attribute demands, zeros for none
   * @param localBytes local memory that a group of it takes, arguments included
   */
  record Limits(long workGroup, List<Long> required, long localBytes) {
    static Limits of(cl_kernel kernel, ClDevice device) {
      long[] workGroup = query(kernel, device, CL.CL_KERNEL_WORK_GROUP_SIZE, 1);
      long[] required = query(kernel, device, CL.CL_KERNEL_COMPILE_WORK_GROUP_SIZE, 3);
      long[] localBytes = query(kernel, device, CL.CL_KERNEL_LOCAL_MEM_SIZE, 1);
      return new Limits(
          workGroup[0], List.of(required[0], required[1], required[2]), localBytes[0]);
    }

    private static long[] query(cl_kernel kernel, ClDevice device, int parameter, int count) {
      try {
        long[] values = new long[count];
        CL.clGetKernelWorkGroupInfo(
            kernel,
            device.deviceId(),
            parameter,
            (long) count * Long.BYTES,
            Pointer.to(values),
            null);
        return values;
      } catch (CLException e) {
        throw ClException.of(
            "clGetKernelWorkGroupInfo", e, "parameter 0x" + Integer.toHexString(parameter));
      }
    }
  }

  /**
   * @throws IllegalArgumentException naming the rule that is broken
   */
  void check(long[] global, long[] local, List<ClKernel.Argument> arguments) {
    checkSizes(global, local);
    if (limits.localBytes() > device.localBytes()) {
      throw broken(
          "it takes "
              + limits.localBytes()
              + " bytes of local memory, the device has "
              + device.localBytes());
    }
    checkOverlap(arguments);
  }

  private void checkSizes(long[] global, long[] local) {
    if (global.length < 1 || global.length > 3) {
      throw broken("a launch has one to three dimensions, the global size has " + global.length);
    }
    for (long size : global) {
      if (size < 1) {
        throw broken(
            "global size " + Arrays.toString(global) + " is not positive in every dimension");
      }
    }
    boolean fixed = limits.required().get(0) != 0;
    if (local.length == 0) {
      if (fixed) {
        throw broken("it demands the local size " + limits.required() + ", none is given");
      }
      return;
    }
    if (local.length != global.length) {
      throw broken("local size has " + local.length + " dimensions, global size " + global.length);
    }
    long items = 1;
    for (int d = 0; d < local.length; d++) {
      long most = device.maxWorkItems().get(d);
      if (local[d] < 1 || local[d] > most) {
        throw broken("local size " + local[d] + " in dimension " + d + " is not in 1.." + most);
      }
      if (global[d] % local[d] != 0) {
        throw broken(
            "global size "
                + global[d]
                + " in dimension "
                + d
                + " is no multiple of the local size "
                + local[d]);
      }
      items *= local[d];
    }
    if (items > device.maxWorkGroup()) {
      throw broken(
          "a work-group of " + items + " exceeds the device's limit " + device.maxWorkGroup());
    }
    if (items > limits.workGroup()) {
      throw broken(
          "a work-group of " + items + " exceeds the kernel's limit " + limits.workGroup());
    }
    if (fixed && !limits.required().equals(padded(local))) {
      throw broken(
          "it demands the local size "
              + limits.required()
              + ", given is "
              + Arrays.toString(local));
    }
  }

  /**
   * Every pointer argument is declared {@code restrict}, and drivers were seen to miscompile
   * kernels whose written range overlaps another argument's. An in-place kernel takes its tensor
   * once.
   */
  private void checkOverlap(List<ClKernel.Argument> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      for (int j = i + 1; j < arguments.size(); j++) {
        ClKernel.Argument a = arguments.get(i);
        ClKernel.Argument b = arguments.get(j);
        if ((a.isWritten() || b.isWritten()) && a.memory().overlaps(b.memory())) {
          throw broken(
              "what it writes overlaps another argument: " + describe(a) + " and " + describe(b));
        }
      }
    }
  }

  private static String describe(ClKernel.Argument argument) {
    return (argument.isWritten() ? "written " : "read ") + argument.memory();
  }

  private static List<Long> padded(long[] local) {
    return List.of(local[0], local.length > 1 ? local[1] : 1, local.length > 2 ? local[2] : 1);
  }

  private IllegalArgumentException broken(String rule) {
    return new IllegalArgumentException(launch + ": " + rule + " (" + device.name() + ")");
  }
}
