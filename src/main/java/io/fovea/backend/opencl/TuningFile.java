package io.fovea.backend.opencl;

import io.fovea.backend.Choice;
import io.fovea.backend.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the choices for one device and driver are kept: in the user's cache folder, else in a table
 * of this library for that device, whatever its driver.
 *
 * <p>A file is text, in lines of fields between tabs: {@value #MAGIC}; {@code device} and its name;
 * {@code driver} and its version; for each choice its batch, the choice, the digest of its code and
 * the node's signature; and the number of choices, so that one cut short is seen. One that does not
 * read back as that is not used at all, and a warning names it. A choice that no longer fits is
 * left to the planner, which ignores it.
 */
final class TuningFile {
  private static final Logger log = LoggerFactory.getLogger(TuningFile.class);

  /** Another file than that in the cache folder, or {@code off} for no choices but by models. */
  static final String PROPERTY = "fovea.opencl.tuning";

  private static final String MAGIC = "fovea tuning 1";
  private static final String DEVICE = "device\t";
  private static final String DRIVER = "driver\t";
  private static final String END = "choices\t";

  private final @Nullable Path path;
  private final String device;
  private final String driver;
  private final String shipped;
  private final boolean isOff;

  /**
   * @param path of the user's file; null for none
   * @param isOff whether those of this library are not wanted either
   */
  TuningFile(@Nullable Path path, ClTarget target, boolean isOff) {
    ClDeviceInfo info = target.device();
    String family = target.family().name().toLowerCase(Locale.ROOT);
    this.path = path;
    this.isOff = isOff;
    this.device =
        oneLine(
            "%s, %s, %d compute units, %s kernels, %s"
                .formatted(
                    info.vendor(), info.name(), info.computeUnits(), family, target.precision()));
    this.driver =
        oneLine(
            "%s, %s, %s, %s"
                .formatted(info.platform(), info.platformVersion(), info.version(), info.driver()));
    this.shipped =
        (info.name() + " " + family + " " + target.precision())
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\W+", "-");
  }

  /** The user's file for a device. */
  static TuningFile ofUser(ClTarget target) {
    String property = System.getProperty(PROPERTY, "");
    Path cache = CacheDirectory.find();
    boolean isOff = property.equals("off");
    TuningFile nowhere = new TuningFile(null, target, isOff);
    if (isOff || (property.isEmpty() && cache == null)) {
      return nowhere;
    }
    String key = ClCompiler.digest(List.of(MAGIC, nowhere.device, nowhere.driver));
    Path path =
        cache == null || !property.isEmpty()
            ? Path.of(property).toAbsolutePath()
            : cache.resolve("opencl").resolve(key + ".tuning");
    return new TuningFile(path, target, false);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** The file, which need not exist; null where there is no place for one. */
  @Nullable Path path() {
    return path;
  }

  /** The choices of this library. */
  Tuning shipped() {
    String resource = "/tuning/" + shipped + ".tuning";
    try (InputStream table = TuningFile.class.getResourceAsStream(resource)) {
      return isOff || table == null ? Tuning.NONE : read(table.readAllBytes(), false);
    } catch (IOException e) {
      log.warn("the tuning table {} is not used: {}", resource, e.getMessage());
      return Tuning.NONE;
    }
  }

  /** The user's choices. */
  Tuning user() {
    try {
      return path == null ? Tuning.NONE : read(Files.readAllBytes(path), true);
    } catch (NoSuchFileException e) {
      return Tuning.NONE;
    } catch (IOException e) {
      log.warn("the tuning file {} is not used: {}", path, e.getMessage());
      return Tuning.NONE;
    }
  }

  /**
   * The choices in a file.
   *
   * @param isOfDriver whether those of another driver are refused
   * @throws IOException if it is damaged, or not for this device
   */
  Tuning read(byte[] file, boolean isOfDriver) throws IOException {
    List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
    int last = lines.size() - 1;
    require(last >= 3 && lines.get(0).equals(MAGIC), "it does not begin with '" + MAGIC + "'");
    requireOwn(lines, isOfDriver);
    require(lines.get(last).equals(END + (last - 3)), "it is damaged at its end");
    Tuning tuning = Tuning.NONE;
    for (int i = 3; i < last; i++) {
      String[] fields = lines.get(i).split("\t", -1);
      require(
          fields.length == 4 && fields[0].matches("[1-9][0-9]{0,8}") && !fields[1].isEmpty(),
          "line " + (i + 1) + " is damaged");
      int batch = Integer.parseInt(fields[0]);
      tuning = tuning.with(fields[3], new Tuning.Entry(batch, Choice.parse(fields[1]), fields[2]));
    }
    return tuning;
  }

  private void requireOwn(List<String> lines, boolean isOfDriver) throws IOException {
    require(lines.get(1).equals(DEVICE + device), "it is not for this device, " + device);
    require(
        !isOfDriver || lines.get(2).equals(DRIVER + driver),
        "it is not for this driver, " + driver);
  }

  /**
   * Does nothing where there is no file, or a damaged one, which may be replaced.
   *
   * @throws DeviceException if the user's file is no such file, or that of another device or driver
   */
  void requireOwn() {
    try {
      List<String> lines =
          path == null || !Files.exists(path)
              ? List.of()
              : new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
      require(lines.isEmpty() || lines.get(0).equals(MAGIC), "it is no tuning file");
      if (lines.size() > 3) {
        requireOwn(lines, true);
      }
    } catch (IOException e) {
      throw new DeviceException(
          "the tuning file " + path + " is neither replaced nor removed: " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new IOException(problem);
    }
  }

  /** What {@link #read} reads. */
  String text(Tuning tuning) {
    List<String> lines = new ArrayList<>(List.of(MAGIC, DEVICE + device, DRIVER + driver));
    tuning
        .entries()
        .forEach(
            (signature, entries) -> {
              for (Tuning.Entry e : entries) {
                lines.add(e.batch() + "\t" + e.choice() + "\t" + e.code() + "\t" + signature);
              }
            });
    lines.add(END + tuning.size());
    return String.join("\n", lines) + "\n";
  }

  /**
   * Writes the user's file, beside and then in one move, so that a reader never sees half of it.
   *
   * @throws DeviceException if it cannot be written, or is no such file or that of another device
   */
  void save(Tuning tuning) {
    if (path == null) {
      throw new DeviceException("there is no folder for tuned choices: caching is off");
    }
    requireOwn();
    Path beside = null;
    try {
      Path folder = CacheDirectory.create(Objects.requireNonNull(path.getParent()));
      beside = Files.createTempFile(folder, "tuning", ".part");
      Files.writeString(beside, text(tuning));
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(beside);
      throw new DeviceException("the tuning file " + path + " cannot be written: " + e, e);
    }
  }

  private static void discard(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.debug("{} is left: {}", file, e.toString());
    }
  }

  /**
   * Removes the user's file.
   *
   * @return whether there was one
   * @throws DeviceException if it cannot be removed, or is no such file or that of another device
   */
  boolean delete() {
    requireOwn();
    try {
      return path != null && Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new DeviceException("the tuning file " + path + " cannot be removed: " + e, e);
    }
  }
}
