package io.fovea.backend.opencl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds kernel files, at most once per files and options, from the cached binary where there is
 * one that the driver takes.
 *
 * <p>{@code common.cl}, {@code fetch.cl}, {@code mma.cl}, {@code epilogue.cl} and the kernel files
 * are handed over as separate strings, each with a {@code #line} before it, so that messages of the
 * driver's compiler point at real lines.
 *
 * <p>A driver that reads a header of the whole language for each program, even for one whose code
 * it has, is kept from it: before our own files stands {@code opencl_c.cl}, which declares what
 * they call, and a macro makes that header end where it begins. Files of others get the header, and
 * all files where a program cannot be built without.
 */
final class ClCompiler {
  private static final Logger log = LoggerFactory.getLogger(ClCompiler.class);

  /** Options of every build. Nothing here changes the meaning of arithmetic. */
  private static final String BASE_OPTIONS = "-cl-std=CL1.2";

  /** More options for every build, as {@code -Werror} in tests. */
  static final String OPTIONS_PROPERTY = "fovea.opencl.options";

  private static final List<String> PRELUDE =
      List.of("common.cl", "fetch.cl", "mma.cl", "epilogue.cl");

  /** Declares the functions of the language that our own files call. */
  private static final String DECLARATIONS = "opencl_c.cl";

  /** The guard of the header {@code opencl-c.h} that comes with clang. */
  private static final Macros HEADER_GUARD = Macros.of("_OPENCL_H_", 1);

  private final ClDeviceInfo info;
  private final cl_context context;
  private final cl_device_id device;
  private final ClBinaryCache cache;
  private final Map<String, KernelSource> sources = new HashMap<>();

  /** Of texts: each is hashed once, though many builds are named by it. */
  private final Map<String, String> digests = new HashMap<>();

  private final Map<String, ClBuild> builds = new LinkedHashMap<>();
  private boolean skipsHeader;
  private int compiled;
  private int restored;

  ClCompiler(ClDeviceInfo info, cl_context context, cl_device_id device, ClBinaryCache cache) {
    this.info = info;
    this.context = context;
    this.device = device;
    this.cache = cache;
    this.skipsHeader = info.readsHeaderOfLanguage();
  }

  /** The file of our own with that name, built. */
  synchronized ClBuild build(String file, Macros macros) {
    return build(List.of(file), macros);
  }

  /** The files of our own with those names, built together. */
  synchronized ClBuild build(List<String> files, Macros macros) {
    String name = files.size() == 1 ? files.get(0) : "the kernel library";
    List<KernelSource> sources = sources(files);
    if (!skipsHeader) {
      return build(name, sources, macros, true);
    }
    try {
      return build(name, sources, macros, false);
    } catch (ClException e) {
      ClBuild build = build(name, sources, macros, true);
      skipsHeader = false;
      log.debug("{} cannot be built without the header of the language", name, e);
      return build;
    }
  }

  /** The file, built. */
  synchronized ClBuild build(KernelSource file, Macros macros) {
    return build(file.name(), List.of(file), macros, true);
  }

  /** Whether our own files are built without the header of the language. */
  synchronized boolean skipsHeader() {
    return skipsHeader;
  }

  private List<KernelSource> sources(List<String> files) {
    return files.stream().map(file -> sources.computeIfAbsent(file, KernelSource::of)).toList();
  }

  /** The built texts, from memory, from the binary cache, or from source. */
  private ClBuild build(String name, List<KernelSource> files, Macros macros, boolean withHeader) {
    List<KernelSource> texts = new ArrayList<>(sources(PRELUDE));
    texts.addAll(files);
    String options = options(macros);
    // Kernels are the same whichever way the functions of the language are declared.
    String code = code(options, texts);
    if (!withHeader) {
      texts.addAll(0, sources(List.of(DECLARATIONS)));
      options = options(macros.with(HEADER_GUARD));
    }
    String key = key(code(options, texts));
    ClBuild build = builds.get(key);
    if (build == null) {
      try {
        build = restore(name, options, code, key);
        if (build == null) {
          build = compile(texts, name, options, code, key);
        }
      } finally {
        JvmSignals.reclaim();
      }
      builds.put(key, build);
    }
    return build;
  }

  /** How many builds were made from source. */
  synchronized int compiled() {
    return compiled;
  }

  /** How many builds were made from cached binaries. */
  synchronized int restored() {
    return restored;
  }

  /** Whether {@link #saveBinaries} would save anything. */
  synchronized boolean isWorthSaving() {
    return cache.isWritable() && builds.values().stream().anyMatch(ClBuild::isWorthSaving);
  }

  /** Puts into the cache every binary that has gained code since it was read or built. */
  synchronized void saveBinaries() {
    for (ClBuild build : builds.values()) {
      if (cache.isWritable() && build.isWorthSaving()) {
        Set<String> variants = build.variants();
        byte[] binary = build.binary();
        if (binary.length > 0) {
          cache.save(build.key(), new ClBinaryCache.Entry(binary, variants));
        }
        build.saved();
      }
    }
  }

  synchronized void release() {
    builds.values().forEach(ClBuild::release);
    builds.clear();
  }

  private static String options(Macros macros) {
    String more = System.getProperty(OPTIONS_PROPERTY, "");
    return (BASE_OPTIONS + " " + more.strip() + " " + macros.options())
        .strip()
        .replaceAll(" +", " ");
  }

  private @Nullable ClBuild restore(String name, String options, String code, String key) {
    ClBinaryCache.Entry entry = cache.load(key);
    if (entry == null) {
      return null;
    }
    cl_program program = null;
    try {
      program =
          CL.clCreateProgramWithBinary(
              context,
              1,
              new cl_device_id[] {device},
              new long[] {entry.binary().length},
              new byte[][] {entry.binary()},
              new int[1],
              null);
      CL.clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null);
      restored++;
      return new ClBuild(program, name, options, code, key, entry.variants());
    } catch (CLException e) {
      if (program != null) {
        CL.clReleaseProgram(program);
      }
      log.info(
          "{}: the driver refuses its cached binary ({}); compiling again",
          name,
          ClException.nameOf(e.getStatus()));
      cache.remove(key);
      return null;
    }
  }

  private ClBuild compile(
      List<KernelSource> texts, String name, String options, String code, String key) {
    long start = System.nanoTime();
    String[] strings =
        texts.stream()
            .flatMap(text -> Stream.of("\n#line 1 \"" + text.name() + "\"\n", text.text()))
            .toArray(String[]::new);
    cl_program program;
    try {
      program = CL.clCreateProgramWithSource(context, strings.length, strings, null, null);
    } catch (CLException e) {
      throw ClException.of("clCreateProgramWithSource", e, name + " on " + info);
    }
    try {
      CL.clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null);
    } catch (CLException e) {
      String buildLog = buildLog(program);
      CL.clReleaseProgram(program);
      throw ClException.of(
          "clBuildProgram", e, name + " with options " + options + " on " + info + "\n" + buildLog);
    }
    compiled++;
    if (log.isDebugEnabled()) {
      log.debug("{} {} compiled in {} ms", name, options, (System.nanoTime() - start) / 1_000_000);
    }
    return new ClBuild(program, name, options, code, key, Set.of());
  }

  private String buildLog(cl_program program) {
    try {
      long[] size = new long[1];
      CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
      byte[] bytes = new byte[Math.toIntExact(size[0])];
      CL.clGetProgramBuildInfo(
          program, device, CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
      return ClQuery.text(bytes);
    } catch (CLException e) {
      return "(the driver gives no build log: " + ClException.nameOf(e.getStatus()) + ")";
    }
  }

  private String code(String options, List<KernelSource> texts) {
    List<String> parts = new ArrayList<>(List.of(options));
    for (KernelSource text : texts) {
      parts.add(text.name());
      parts.add(digests.computeIfAbsent(text.text(), all -> digest(List.of(all))));
    }
    return digest(parts);
  }

  /** Names all that decides what the driver's compiler puts out. */
  private String key(String code) {
    List<String> parts = new ArrayList<>();
    parts.add(Integer.toString(ClBinaryCache.FORMAT));
    parts.addAll(List.of(info.platform(), info.platformVersion(), info.vendor()));
    parts.addAll(List.of(info.name(), info.version(), info.driver(), code));
    return digest(parts);
  }

  /** SHA-256 of a list of texts, in hexadecimal. */
  static String digest(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // The length before each part keeps two different lists from having one text.
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) ':');
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
