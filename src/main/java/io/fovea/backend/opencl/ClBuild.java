package io.fovea.backend.opencl;

import java.util.Set;
import java.util.TreeSet;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_program;

/** One built {@code cl_program}, shared by all plan nodes with the same source and options. */
final class ClBuild {
  private final cl_program program;
  private final String file;
  private final String options;
  private final String code;
  private final String key;
  private final Set<String> stored;
  private final Set<String> launched = new TreeSet<>();

  /**
   * @param stored the variants whose code the cache entry already has; empty for a fresh build
   */
  ClBuild(
      cl_program program,
      String file,
      String options,
      String code,
      String key,
      Set<String> stored) {
    this.program = program;
    this.file = file;
    this.options = options;
    this.code = code;
    this.key = key;
    this.stored = new TreeSet<>(stored);
  }

  cl_program program() {
    return program;
  }

  /** The kernel file's name, or what several files built together are called. */
  String file() {
    return file;
  }

  String options() {
    return options;
  }

  /** A digest of source and options, the same on all devices, with the language's header or not. */
  String code() {
    return code;
  }

  /** The name of this build among all builds of all devices: the key of the binary cache. */
  String key() {
    return key;
  }

  /**
   * Notes that a kernel was launched with this work-group size. PoCL generates code then, not in
   * {@code clBuildProgram}, so the binary is worth saving only afterwards.
   */
  synchronized void launched(String variant) {
    launched.add(variant);
  }

  /** Whether the device holds code that the cache entry lacks. */
  synchronized boolean isWorthSaving() {
    return !stored.containsAll(launched);
  }

  /** Every variant whose code a binary taken now contains. */
  synchronized Set<String> variants() {
    var all = new TreeSet<>(stored);
    all.addAll(launched);
    return all;
  }

  synchronized void saved() {
    stored.addAll(launched);
  }

  /** The program's binary as the driver gives it: machine code, or on NVIDIA the text of PTX. */
  byte[] binary() {
    try {
      long[] size = new long[1];
      CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Long.BYTES, Pointer.to(size), null);
      byte[] binary = new byte[Math.toIntExact(size[0])];
      if (binary.length > 0) {
        CL.clGetProgramInfo(
            program, CL.CL_PROGRAM_BINARIES, Long.BYTES, Pointer.to(Pointer.to(binary)), null);
      }
      return binary;
    } catch (CLException e) {
      throw ClException.of("clGetProgramInfo", e, file + ", options " + options);
    }
  }

  void release() {
    CL.clReleaseProgram(program);
  }
}
