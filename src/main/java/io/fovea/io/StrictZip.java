package io.fovea.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive of someone else: no name twice, no name that leads out of it, no entry larger than
 * asked for or than its packed bytes can be, and none whose checksum is wrong. Nothing is unpacked
 * to a disk. Safe for use by several threads.
 */
public final class StrictZip implements AutoCloseable {
  /** The most that deflate can shrink: a match of 258 bytes takes two bits or more (RFC 1951). */
  private static final long DEFLATE_MAX_RATIO = 1032;

  private final Path file;
  private final ZipFile zip;
  private final long fileBytes;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private StrictZip(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    this.fileBytes = Files.size(file);
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      requireInside(name);
      if (entries.put(name, entry) != null) {
        throw error(name, "occurs twice in the archive");
      }
    }
  }

  /**
   * Opens an archive.
   *
   * @throws FormatException naming file, entry and rule
   * @throws UncheckedIOException if it cannot be read
   */
  public static StrictZip open(Path file) {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + ": is a folder, not a file");
    }
    ZipFile zip = null;
    try {
      zip = new ZipFile(file.toFile());
      StrictZip opened = new StrictZip(file, zip);
      zip = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(file + ": does not exist", e);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new FormatException(file + ": is not a whole zip archive (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    } finally {
      close(zip);
    }
  }

  private static void close(@Nullable ZipFile zip) {
    if (zip != null) {
      try {
        zip.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void requireInside(String name) {
    boolean isAbsolute = name.startsWith("/") || name.matches("[A-Za-z]:.*");
    boolean climbs = List.of(name.split("[/\\\\]", -1)).contains("..");
    if (isAbsolute || climbs || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw error(name, "its name must be a path within the archive");
    }
  }

  /** Names of all entries, those of folders with a slash at their end, in the archive's order. */
  public List<String> names() {
    return Collections.unmodifiableList(new ArrayList<>(entries.keySet()));
  }

  /** What the archive states as the unpacked bytes of an entry. */
  public long size(String name) {
    return entry(name).getSize();
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null || entry.isDirectory()) {
      throw error(name, "is missing");
    }
    return entry;
  }

  /** What makes something of the bytes of an entry. */
  @FunctionalInterface
  public interface Content<T> {
    /** Reads a stream of so many bytes. */
    T read(InputStream in, long size) throws IOException;
  }

  /**
   * What the bytes of an entry make.
   *
   * @param most bytes that it may unpack to
   * @throws FormatException naming file, entry and rule
   * @throws UncheckedIOException if the archive cannot be read
   */
  public <T> T read(String name, long most, Content<T> content) {
    ZipEntry entry = entry(name);
    long size = entry.getSize();
    long packed = Math.min(entry.getCompressedSize(), fileBytes);
    long reach = entry.getMethod() == ZipEntry.STORED ? packed : packed * DEFLATE_MAX_RATIO;
    if (size < 0 || size > most || size > reach) {
      throw error(
          name,
          "claims %d unpacked bytes; the most is %d, and its %d packed bytes hold at most %d"
              .formatted(size, most, packed, reach));
    }
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      T result = FormatException.within(place(name), () -> content.read(in, size));
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        throw error(name, "its bytes do not have the length and checksum that the archive states");
      }
      return result;
    } catch (ZipException | EOFException e) {
      throw new FormatException(place(name) + ": is damaged (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new UncheckedIOException(place(name) + ": cannot be read (" + e + ")", e);
    }
  }

  /** The bytes of an entry. */
  public byte[] bytes(String name, int most) {
    return read(
        name,
        most,
        (in, size) -> {
          byte[] bytes = in.readNBytes((int) size);
          if (bytes.length < size) {
            throw new EOFException();
          }
          return bytes;
        });
  }

  private FormatException error(String name, String problem) {
    return new FormatException(place(name) + ": " + problem);
  }

  /** How messages call an entry. */
  public String place(String name) {
    return file + ", entry '" + name + "'";
  }

  @Override
  public void close() {
    close(zip);
  }
}
