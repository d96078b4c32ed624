package io.fovea.backend.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;

/**
 * Finds what OpenCL there is. Nothing installed is an answer, not an error: these methods never
 * throw because of it.
 */
public final class ClPlatforms {
  private ClPlatforms() {}

  /**
   * All that was found.
   *
   * @param platforms the platforms in the loader's order
   * @param reason why there is no OpenCL at all, or null when at least the loader answered
   */
  public record Discovery(List<Platform> platforms, @Nullable String reason) {
    /** Every usable device, in the loader's order. */
    public List<ClDeviceInfo> devices() {
      return platforms.stream().flatMap(p -> p.devices().stream()).map(Entry::info).toList();
    }
  }

  /**
   * One platform.
   *
   * @param name the platform's name
   * @param version its version text
   * @param devices its usable devices
   * @param refused devices that cannot be used and the reason, and failures of the platform itself,
   *     as sentences
   */
  public record Platform(String name, String version, List<Entry> devices, List<String> refused) {}

  /** A device and the handles by which it is opened. */
  public static final class Entry {
    private final ClDeviceInfo info;
    final cl_platform_id platform;
    final cl_device_id device;

    private Entry(ClDeviceInfo info, cl_platform_id platform, cl_device_id device) {
      this.info = info;
      this.platform = platform;
      this.device = device;
    }

    /** What the device says about itself. */
    public ClDeviceInfo info() {
      return info;
    }
  }

  /** Asks the loader for all platforms and devices. */
  public static Discovery discover() {
    String reason = JoclLibrary.load();
    if (reason != null) {
      return new Discovery(List.of(), reason);
    }
    try {
      List<Platform> platforms = new ArrayList<>();
      for (cl_platform_id platform : platformIds()) {
        platforms.add(describe(platform, platforms.size()));
      }
      return platforms.isEmpty()
          ? new Discovery(
              List.of(), "the OpenCL loader is installed, but no driver (no .icd file) is")
          : new Discovery(List.copyOf(platforms), null);
    } catch (CLException | ClException e) {
      return new Discovery(List.of(), "the OpenCL loader failed: " + e.getMessage());
    }
  }

  private static List<cl_platform_id> platformIds() {
    try {
      int[] count = new int[1];
      CL.clGetPlatformIDs(0, null, count);
      cl_platform_id[] ids = new cl_platform_id[count[0]];
      if (ids.length > 0) {
        CL.clGetPlatformIDs(ids.length, ids, null);
      }
      return Arrays.asList(ids);
    } catch (CLException e) {
      // The loader's answer when no driver is registered.
      if (e.getStatus() == ClException.PLATFORM_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static Platform describe(cl_platform_id platform, int index) {
    List<Entry> devices = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    String name = "platform " + index;
    String version = "";
    try {
      name = ClQuery.string(platform, CL.CL_PLATFORM_NAME);
      version = ClQuery.string(platform, CL.CL_PLATFORM_VERSION);
      int number = 0;
      for (cl_device_id device : deviceIds(platform)) {
        String id = index + "." + number++;
        try {
          ClDeviceInfo info = info(id, name, version, device);
          String refusal = refusal(info, device);
          if (refusal == null) {
            devices.add(new Entry(info, platform, device));
          } else {
            refused.add("device " + info + ": " + refusal);
          }
        } catch (ClException e) {
          refused.add("device " + id + " does not answer: " + e.getMessage());
        }
      }
      if (number == 0) {
        refused.add("the platform has no device");
      }
    } catch (CLException | ClException e) {
      refused.add("the platform does not answer: " + e.getMessage());
    }
    return new Platform(name, version, List.copyOf(devices), List.copyOf(refused));
  }

  private static List<cl_device_id> deviceIds(cl_platform_id platform) {
    try {
      int[] count = new int[1];
      CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
      cl_device_id[] ids = new cl_device_id[count[0]];
      if (ids.length > 0) {
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
      }
      return Arrays.asList(ids);
    } catch (CLException e) {
      if (e.getStatus() == ClException.DEVICE_NOT_FOUND) {
        return List.of();
      }
      throw e;
    } finally {
      JvmSignals.reclaim();
    }
  }

  private static @Nullable String refusal(ClDeviceInfo info, cl_device_id device) {
    if (ClQuery.integer(device, CL.CL_DEVICE_AVAILABLE) == 0) {
      return "it is not available";
    }
    if (ClQuery.integer(device, CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
      return "its driver has no compiler";
    }
    if (ClQuery.integer(device, CL.CL_DEVICE_ENDIAN_LITTLE) == 0) {
      return "it is big-endian";
    }
    if (info.version().startsWith("OpenCL 1.0") || info.version().startsWith("OpenCL 1.1")) {
      return "OpenCL 1.2 is needed, it has " + info.version();
    }
    return null;
  }

  private static ClDeviceInfo info(
      String id, String platform, String platformVersion, cl_device_id device) {
    int dimensions = Math.max(3, ClQuery.integer(device, CL.CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS));
    long[] items = ClQuery.longIntegers(device, CL.CL_DEVICE_MAX_WORK_ITEM_SIZES, dimensions);
    return new ClDeviceInfo(
        id,
        platform,
        platformVersion,
        ClQuery.string(device, CL.CL_DEVICE_NAME),
        ClQuery.string(device, CL.CL_DEVICE_VENDOR),
        ClQuery.string(device, CL.CL_DEVICE_VERSION),
        ClQuery.string(device, CL.CL_DRIVER_VERSION),
        type(ClQuery.longInteger(device, CL.CL_DEVICE_TYPE)),
        ClQuery.integer(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
        ClQuery.integer(device, CL.CL_DEVICE_MAX_CLOCK_FREQUENCY),
        ClQuery.longInteger(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        ClQuery.longInteger(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        ClQuery.longInteger(device, CL.CL_DEVICE_GLOBAL_MEM_CACHE_SIZE),
        ClQuery.longInteger(device, CL.CL_DEVICE_LOCAL_MEM_SIZE),
        ClQuery.integer(device, CL.CL_DEVICE_LOCAL_MEM_TYPE) == CL.CL_LOCAL,
        ClQuery.longInteger(device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
        List.of(items[0], items[1], items[2]),
        ClQuery.integer(device, CL.CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT),
        ClQuery.integer(device, CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
        ClQuery.integer(device, CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE,
        ClQuery.longInteger(device, CL.CL_DEVICE_MAX_PARAMETER_SIZE),
        List.of(ClQuery.string(device, CL.CL_DEVICE_EXTENSIONS).split("\\s+")));
  }

  private static ClDeviceInfo.Type type(long bits) {
    if ((bits & CL.CL_DEVICE_TYPE_GPU) != 0) {
      return ClDeviceInfo.Type.GPU;
    }
    if ((bits & CL.CL_DEVICE_TYPE_ACCELERATOR) != 0) {
      return ClDeviceInfo.Type.ACCELERATOR;
    }
    return (bits & CL.CL_DEVICE_TYPE_CPU) != 0 ? ClDeviceInfo.Type.CPU : ClDeviceInfo.Type.OTHER;
  }
}
