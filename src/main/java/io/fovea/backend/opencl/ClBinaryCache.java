package io.fovea.backend.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Program binaries on disk, one file each, named by the key of the build; and beside them the
 * verdicts of {@link SelfCheck}, in files of the same form.
 *
 * <p>A file is: magic (8 bytes), format, length of the variants, length of the binary (4 bytes
 * each, big-endian), the key (32 bytes), the variants (UTF-8, one per line), the binary, and a
 * CRC-32C of all that precedes it. Whatever does not read back as that is treated as absent.
 * Writers write beside and move, so that a reader never sees half a file.
 */
final class ClBinaryCache {
  private static final Logger log = LoggerFactory.getLogger(ClBinaryCache.class);

  /** Raise it when the layout of a file, or the meaning of what is in it, changes. */
  static final int FORMAT = 1;

  private static final String BINARY = ".clbin";
  private static final String VERDICT = ".verdict";
  private static final long MAGIC = 0x464f564541434c0aL;
  private static final int HEADER = Long.BYTES + 3 * Integer.BYTES + 32;
  private static final int CHECKSUM = Integer.BYTES;

  private final @Nullable Path folder;
  private final boolean ofBinaries;
  private boolean writable;

  /** What a file holds. */
  static final class Entry {
    private final byte[] binary;
    private final Set<String> variants;

    /**
     * @param binary what {@code CL_PROGRAM_BINARIES} gave
     * @param variants the kernels and work-group sizes whose code is in it
     */
    Entry(byte[] binary, Set<String> variants) {
      this.binary = binary;
      this.variants = variants;
    }

    byte[] binary() {
      return binary;
    }

    Set<String> variants() {
      return variants;
    }
  }

  /**
   * A cache of binaries and verdicts.
   *
   * @param folder where the files lie; null for no cache
   */
  ClBinaryCache(@Nullable Path folder) {
    this(folder, true);
  }

  /**
   * @param ofBinaries whether binaries are kept, too; if not, they are neither found nor saved
   */
  private ClBinaryCache(@Nullable Path folder, boolean ofBinaries) {
    this.folder = folder;
    this.ofBinaries = ofBinaries;
    this.writable = folder != null;
  }

  /** The cache in the user's cache folder, for a device. */
  static ClBinaryCache ofUser(ClDeviceInfo device) {
    Path cache = CacheDirectory.find();
    return new ClBinaryCache(
        cache == null ? null : cache.resolve("opencl"), !device.keepsItsOwnCode());
  }

  /** Whether saving a binary may succeed: there is a folder, and no write has failed yet. */
  boolean isWritable() {
    return ofBinaries && writable;
  }

  /** The entry, or null when there is none that can be trusted. */
  @Nullable Entry load(String key) {
    return ofBinaries ? load(key, BINARY) : null;
  }

  /** Stores an entry; the first failure ends all writing, with one line in the log. */
  void save(String key, Entry entry) {
    save(key, BINARY, entry);
  }

  /** Removes an entry that the driver refused. */
  void remove(String key) {
    remove(key, BINARY);
  }

  /** The verdict, or null when there is none that can be trusted. */
  @Nullable String verdict(String key) {
    Entry entry = load(key, VERDICT);
    return entry == null ? null : new String(entry.binary(), StandardCharsets.UTF_8);
  }

  /** Stores a verdict. */
  void saveVerdict(String key, String verdict) {
    save(key, VERDICT, new Entry(verdict.getBytes(StandardCharsets.UTF_8), Set.of()));
  }

  private @Nullable Entry load(String key, String suffix) {
    if (folder == null) {
      return null;
    }
    Path file = folder.resolve(key + suffix);
    try {
      return decode(key, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | OutOfMemoryError e) {
      log.info("{} is unusable ({}); making it again", file, e.toString());
      remove(key, suffix);
      return null;
    }
  }

  private void save(String key, String suffix, Entry entry) {
    if (folder != null && writable) {
      write(folder, key + suffix, encode(key, entry));
    }
  }

  private void remove(String key, String suffix) {
    if (folder != null && writable) {
      discard(folder.resolve(key + suffix));
    }
  }

  private void write(Path into, String name, byte[] content) {
    Path beside = null;
    try {
      CacheDirectory.create(into);
      beside = Files.createTempFile(into, "entry", ".part");
      Files.write(beside, content);
      Files.move(
          beside,
          into.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      writable = false;
      log.warn("kernel binaries are not cached: {} cannot be written ({})", into, e.toString());
      discard(beside);
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

  private static byte[] encode(String key, Entry entry) {
    byte[] variants = String.join("\n", entry.variants()).getBytes(StandardCharsets.UTF_8);
    var file = ByteBuffer.allocate(HEADER + variants.length + entry.binary().length + CHECKSUM);
    file.putLong(MAGIC).putInt(FORMAT).putInt(variants.length).putInt(entry.binary().length);
    file.put(HexFormat.of().parseHex(key)).put(variants).put(entry.binary());
    return file.putInt(checksum(file.array(), file.position())).array();
  }

  private static Entry decode(String key, byte[] bytes) throws IOException {
    if (bytes.length < HEADER + CHECKSUM) {
      throw new IOException("truncated");
    }
    var file = ByteBuffer.wrap(bytes);
    if (file.getLong() != MAGIC || file.getInt() != FORMAT) {
      throw new IOException("not of this format");
    }
    int variantsLength = file.getInt();
    int binaryLength = file.getInt();
    if (variantsLength < 0
        || binaryLength < 0
        || (long) HEADER + variantsLength + binaryLength + CHECKSUM != bytes.length) {
      throw new IOException("lengths do not add up");
    }
    if (checksum(bytes, bytes.length - CHECKSUM) != file.getInt(bytes.length - CHECKSUM)) {
      throw new IOException("wrong checksum");
    }
    byte[] storedKey = new byte[32];
    byte[] variants = new byte[variantsLength];
    byte[] binary = new byte[binaryLength];
    file.get(storedKey).get(variants).get(binary);
    if (!HexFormat.of().formatHex(storedKey).equals(key)) {
      throw new IOException("it belongs to another build");
    }
    var lines = new TreeSet<String>();
    new String(variants, StandardCharsets.UTF_8).lines().forEach(lines::add);
    return new Entry(binary, lines);
  }

  private static int checksum(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
