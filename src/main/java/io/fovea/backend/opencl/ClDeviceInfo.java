package io.fovea.backend.opencl;

import java.util.List;

/**
 * What a device says about itself: everything that choosing a device, a kernel family or a tile may
 * depend on.
 *
 * @param id {@code PLATFORM.DEVICE}, both counted from 0 in the order in which the loader lists
 *     them
 * @param platform name of the platform, as in {@code Portable Computing Language}
 * @param platformVersion version text of the platform
 * @param name name of the device
 * @param vendor vendor of the device
 * @param version OpenCL version text of the device
 * @param driver driver version text
 * @param type the kind of device
 * @param computeUnits number of compute units
 * @param clockMegahertz highest clock, 0 where the driver does not say
 * @param globalBytes size of global memory
 * @param maxAllocationBytes largest size of one buffer
 * @param cacheBytes size of the global memory cache, 0 where there is none
 * @param localBytes local memory per work-group. Some drivers accept more than they say here
 * @param hasLocalHardware whether local memory is a memory of its own rather than part of global
 *     memory
 * @param maxWorkGroup most work-items in a group
 * @param maxWorkItems most work-items in a group by dimension
 * @param preferredFloatWidth floats in the vector that the driver prefers: 8 with AVX2, 16 with
 *     AVX-512, 1 on most GPUs
 * @param nativeFloatWidth floats in a vector register
 * @param baseAlignBytes alignment of a buffer's start
 * @param argumentBytes most bytes of arguments to one kernel
 * @param extensions names of the extensions
 */
public record ClDeviceInfo(
    String id,
    String platform,
    String platformVersion,
    String name,
    String vendor,
    String version,
    String driver,
    Type type,
    int computeUnits,
    int clockMegahertz,
    long globalBytes,
    long maxAllocationBytes,
    long cacheBytes,
    long localBytes,
    boolean hasLocalHardware,
    long maxWorkGroup,
    List<Long> maxWorkItems,
    int preferredFloatWidth,
    int nativeFloatWidth,
    int baseAlignBytes,
    long argumentBytes,
    List<String> extensions) {

  /** The kind of device. */
  public enum Type {
    GPU,
    ACCELERATOR,
    CPU,
    OTHER
  }

  /**
   * Most bytes of private arrays for one work-item of a CPU device. They lie on the stack of a
   * worker thread: PoCL kills the process between 7 and 9 MB, and a plan keeps well away from that.
   */
  public static final long CPU_PRIVATE_BYTES = 1 << 20;

  /** Floats in a vector register, at least 1: what a CPU kernel's tile is made of. */
  public int floatWidth() {
    return Math.max(1, Math.max(nativeFloatWidth, preferredFloatWidth));
  }

  /**
   * Vector registers of a CPU device: 32 of them where a register holds 16 floats (AVX-512), else
   * 16 (AVX2, SSE). A tile whose accumulators need more spills in its inner loop.
   */
  public int vectorRegisters() {
    return floatWidth() >= 16 ? 32 : 16;
  }

  /**
   * Whether the driver keeps compiled code on disk by itself and should not be asked for binaries.
   * PoCL does, per kernel and work-group size; asked, it first compiles every kernel of the program
   * once more, for groups of any size, which takes longer than compiling what is launched.
   */
  public boolean keepsItsOwnCode() {
    return isPocl();
  }

  /**
   * Whether the driver reads the header of the whole language that comes with clang for each
   * program, also for one whose code it has: it seeks that by what the preprocessor puts out. PoCL
   * does, in 40 ms, and in five times as many where it has to understand it.
   */
  boolean readsHeaderOfLanguage() {
    return isPocl();
  }

  private boolean isPocl() {
    return platform.equals("Portable Computing Language");
  }

  /** One line for a person: name, kind, driver, platform. */
  @Override
  public String toString() {
    return id + " " + name + " (" + type + ", driver " + driver + ", " + platform + ")";
  }
}
