package io.fovea.io;

import io.fovea.model.Model;
import io.fovea.op.TensorType;
import io.fovea.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained model in a file: a zip archive with {@code model.json} (architecture, preprocessing,
 * class names, training settings), {@code weights.safetensors} and, to resume training, {@code
 * training.safetensors}. Reading one runs no code of it, and allocates no more than the
 * architecture needs.
 *
 * @param preprocessing how pictures become input, or null
 * @param classNames in the order of their numbers; may be empty
 * @param weights parameters and statistics by their paths
 * @param training settings and counters of the trainer, or null
 */
public record ModelArchive(
    Model model,
    @Nullable Json preprocessing,
    List<String> classNames,
    Map<String, Tensor> weights,
    @Nullable Json training) {
  private static final String FORMAT = "fovea";
  private static final int VERSION = 1;
  private static final String MODEL = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String TRAINING = "training.safetensors";
  private static final int LONGEST_JSON = 16 << 20;
  private static final Set<String> FIELDS =
      Set.of("format", "version", "model", "preprocessing", "classNames", "training");

  /** The time of every entry, so that equal models make equal files. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Entries that unpack to more times their packed size are refused. Ours are not packed. */
  private static final int LARGEST_RATIO = 200;

  /**
   * Writes an archive: beside it first, so that an earlier one stays whole until this one is.
   *
   * @param state what else training needs, by name; may be empty
   * @throws IllegalArgumentException if a layer has no registered name
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file, Map<String, Tensor> state) {
    byte[] bytes = description().pretty().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          put(zip, MODEL, Deflater.DEFAULT_COMPRESSION, to -> to.write(bytes));
          put(
              zip,
              WEIGHTS,
              Deflater.NO_COMPRESSION,
              to -> SafeTensors.write(to, weights, Map.of("format", FORMAT)));
          if (!state.isEmpty()) {
            put(
                zip,
                TRAINING,
                Deflater.NO_COMPRESSION,
                to -> SafeTensors.write(to, state, Map.of("format", FORMAT)));
          }
          zip.finish();
        });
  }

  /** All but the weights. */
  Json.Fields description() {
    return Json.object()
        .with("format", FORMAT)
        .with("version", VERSION)
        .with("model", ModelCodec.write(model))
        .with("preprocessing", preprocessing)
        .with("classNames", classNames)
        .with("training", training);
  }

  /** The same with other weights. */
  ModelArchive with(Map<String, Tensor> newWeights) {
    return new ModelArchive(model, preprocessing, classNames, newWeights, training);
  }

  private static void put(ZipOutputStream zip, String name, int level, AtomicFile.Content content)
      throws IOException {
    zip.setLevel(level);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  /**
   * Reads an archive, or a {@link JsonModel}, without the state of training.
   *
   * @throws FormatException if it breaks the format; the message names file and field
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelArchive read(Path file) {
    return switch (FileForm.of(file)) {
      case JSON -> JsonModel.read(file);
      case TENSORS ->
          throw new FormatException(
              file + ": holds weights without a model; a trainer of the model can load them");
      case OTHER ->
          throw new FormatException(
              file
                  + ": is neither an archive, a zip file, nor a model as JSON, which begins with {");
      case ARCHIVE -> open(file, zip -> read(zip, file));
    };
  }

  private static ModelArchive read(ZipFile zip, Path file) throws IOException {
    ModelArchive described =
        FormatException.within(
            file + ", " + MODEL,
            () -> {
              byte[] text = unpack(zip, MODEL, LONGEST_JSON, ModelArchive::exactly);
              return describe(new JsonField(Json.parse(text), ""), Set.of());
            });
    Wanted wanted = Wanted.exactly(WeightsFile.types(described.model()));
    return described.with(tensors(zip, WEIGHTS, wanted, file));
  }

  /**
   * The archive without weights.
   *
   * @param beside further fields that there may be
   */
  static ModelArchive describe(JsonField top, Set<String> beside) {
    requireVersion(top);
    Set<String> known = new TreeSet<>(FIELDS);
    known.addAll(beside);
    top.requireOnly(known);
    JsonField preprocessing = top.optional("preprocessing");
    JsonField training = top.optional("training");
    return new ModelArchive(
        ModelCodec.read(top.field("model")),
        preprocessing == null ? null : preprocessing.value(),
        top.field("classNames").items().stream().map(JsonField::text).toList(),
        Map.of(),
        training == null ? null : training.value());
  }

  /** A file that says what it is must be of this program, and not of a newer one. */
  static void requireVersion(JsonField top) {
    JsonField format = top.field("format");
    if (!format.text().equals(FORMAT)) {
      throw format.error("must be \"" + FORMAT + "\"");
    }
    JsonField version = top.field("version");
    if (version.integer() > VERSION) {
      throw version.error("is of a newer program; this one knows versions up to " + VERSION);
    }
    version.integer(1, VERSION);
  }

  /**
   * Reads the state of training.
   *
   * @param expected exactly the tensors that there must be
   * @throws FormatException if it breaks the format; the message names file and field
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, Tensor> readState(Path file, Map<String, TensorType> expected) {
    if (FileForm.of(file) == FileForm.JSON) {
      throw new FormatException(
          file + ": JSON has no state of training to resume from; the archive it was made of has");
    }
    return open(file, zip -> tensors(zip, TRAINING, Wanted.exactly(expected), file));
  }

  /** Reads weights of an archive, whatever model they are of. */
  static Map<String, Tensor> readWeights(Path file, Wanted wanted) {
    return open(file, zip -> tensors(zip, WEIGHTS, wanted, file));
  }

  private static Map<String, Tensor> tensors(ZipFile zip, String name, Wanted wanted, Path file)
      throws IOException {
    if (wanted.types().isEmpty()) {
      return Map.of();
    }
    return FormatException.within(
        file + ", " + name,
        () ->
            unpack(zip, name, mostBytes(wanted), (in, size) -> SafeTensors.read(in, size, wanted)));
  }

  /** The largest file that holds such tensors. */
  private static long mostBytes(Wanted wanted) {
    if (wanted.passesOverOthers()) {
      return Long.MAX_VALUE;
    }
    long most = Long.BYTES + SafeTensors.LONGEST_HEADER;
    for (TensorType type : wanted.types().values()) {
      most += Double.BYTES * Math.min(type.shape().elements(), Integer.MAX_VALUE);
    }
    return most;
  }

  private static byte[] exactly(InputStream in, long size) throws IOException {
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  private interface Use<T> {
    T of(ZipFile zip) throws IOException;
  }

  private static <T> T open(Path file, Use<T> use) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return use.of(zip);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(file + ": no such file", e);
    } catch (ZipException | EOFException e) {
      throw new FormatException(file + ": is not a whole archive (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /** The entries of that name. */
  private static List<? extends ZipEntry> entries(ZipFile zip, String name) {
    try {
      return zip.stream().filter(entry -> entry.getName().equals(name)).toList();
    } catch (IllegalArgumentException e) {
      throw new FormatException("is beside an entry whose name or comment is not UTF-8", e);
    }
  }

  private interface Content<T> {
    T of(InputStream in, long size) throws IOException;
  }

  /** What an entry holds, if it is no larger than it may be and its checksum is right. */
  private static <T> T unpack(ZipFile zip, String name, long most, Content<T> content)
      throws IOException {
    List<? extends ZipEntry> entries = entries(zip, name);
    if (entries.size() != 1) {
      throw new FormatException(
          entries.isEmpty() ? "is missing" : "occurs " + entries.size() + " times");
    }
    ZipEntry entry = entries.get(0);
    long size = entry.getSize();
    long file = Files.size(Path.of(zip.getName()));
    if (entry.getCompressedSize() < 0 || entry.getCompressedSize() > file) {
      throw new FormatException(
          "takes %,d bytes by the archive's directory, but the whole file has %,d"
              .formatted(entry.getCompressedSize(), file));
    }
    if (size < 0 || size > most) {
      throw new FormatException("unpacks to %,d bytes, the most is %,d".formatted(size, most));
    }
    if (size / LARGEST_RATIO > entry.getCompressedSize()) {
      throw new FormatException(
          "unpacks from %,d to %,d bytes, more than %d times as many"
              .formatted(entry.getCompressedSize(), size, LARGEST_RATIO));
    }
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      T result = content.of(in, size);
      if (in.read() >= 0) {
        throw new FormatException("unpacks to more than the %,d bytes stated".formatted(size));
      }
      if (sum.getValue() != entry.getCrc()) {
        throw new FormatException("its bytes do not have the checksum that the archive states");
      }
      return result;
    }
  }
}
