package io.fovea.io;

import io.fovea.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy's format for several arrays with names: a zip archive of {@link Npy} files. */
public final class Npz {
  private static final String SUFFIX = ".npy";

  /** The most bytes that all arrays of a file may have together: 2^32. */
  public static final long MOST_BYTES = 1L << 32;

  /** The time of every entry, so that equal arrays make equal files. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Reads all arrays, in the order of the archive.
   *
   * @throws FormatException naming file, entry, byte and rule
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Map<String, Tensor> read(Path file) {
    return read(file, MOST_BYTES);
  }

  /**
   * Reads all arrays, in the order of the archive.
   *
   * @param mostBytes that all arrays may have together, unpacked
   * @throws FormatException naming file, entry, byte and rule
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Map<String, Tensor> read(Path file, long mostBytes) {
    try (StrictZip zip = StrictZip.open(file)) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      long left = mostBytes;
      for (String name : zip.names()) {
        if (!name.endsWith(SUFFIX)) {
          throw new FormatException(
              zip.place(name) + ": is no array; the names in an NPZ file end in .npy");
        }
        Tensor array = zip.read(name, left, (in, size) -> Npy.read(in, size, Npy.MOST_ELEMENTS));
        left -= zip.size(name);
        arrays.put(name.substring(0, name.length() - SUFFIX.length()), array);
      }
      if (arrays.isEmpty()) {
        throw new FormatException(file + ": has no arrays");
      }
      return arrays;
    }
  }

  /**
   * Writes arrays, packed.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> arrays) {
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setTimeLocal(EPOCH);
            zip.putNextEntry(entry);
            Npy.write(zip, array.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }
}
