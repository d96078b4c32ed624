package io.fovea.io;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format: eight bytes with the length of a header (little-endian), the header
 * (JSON: name to type, shape and place), and the elements of all tensors without gaps
 * (little-endian). Types F32, F64, I32 and U8 are known here.
 *
 * <p>Source: the format description of huggingface/safetensors.
 */
public final class SafeTensors {
  /** Longer headers are refused. */
  static final int LONGEST_HEADER = 16 << 20;

  private static final String METADATA = "__metadata__";
  private static final int CHUNK = 1 << 16;

  /** Where a tensor lies: bytes {@code begin .. end - 1} behind the header. */
  private record Place(String name, TensorType type, long begin, long end) {}

  private SafeTensors() {}

  /**
   * Writes a file: beside it first, so that an earlier one stays whole until this one is.
   *
   * @param metadata words for people and programs
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    AtomicFile.write(file, out -> write(out, tensors, metadata));
  }

  static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, Json> fields = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      fields.put(METADATA, Json.of(metadata));
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = begin + tensor.shape().elements() * tensor.dtype().bytes();
      fields.put(
          entry.getKey(),
          Json.object()
              .with("dtype", tensor.dtype().name())
              .with("shape", RecordCodec.writeShape(tensor.shape()))
              .with("data_offsets", List.of(begin, end)));
      begin = end;
    }
    byte[] bytes = new Json.Fields(fields).compact().getBytes(StandardCharsets.UTF_8);
    int padding = (8 - bytes.length % 8) % 8;
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(0, bytes.length + padding).array());
    out.write(bytes);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
    for (Tensor tensor : tensors.values()) {
      writeElements(out, tensor);
    }
  }

  /** Writes the elements, little-endian. */
  static void writeElements(OutputStream out, Tensor tensor) throws IOException {
    if (tensor.dtype() == DType.U8) {
      out.write(tensor.bytes());
      return;
    }
    int width = tensor.dtype().bytes();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < tensor.length(); from += CHUNK / width) {
      int n = Math.min(CHUNK / width, tensor.length() - from);
      switch (tensor.dtype()) {
        case F32 -> chunk.asFloatBuffer().put(tensor.floats(), from, n);
        case F64 -> chunk.asDoubleBuffer().put(tensor.doubles(), from, n);
        case I32 -> chunk.asIntBuffer().put(tensor.ints(), from, n);
        case U8 -> throw new IllegalStateException("bytes need no order");
      }
      out.write(chunk.array(), 0, n * width);
    }
  }

  /**
   * Reads all tensors of a file, in the order in which they lie there.
   *
   * @throws FormatException naming what is wrong; before anything is allocated for it
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file) {
    return read(file, null);
  }

  /**
   * Reads tensors of a file.
   *
   * @param wanted which; null for all
   */
  static Map<String, Tensor> read(Path file, @Nullable Wanted wanted) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      return FormatException.within(file.toString(), () -> read(in, size, wanted));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e, e);
    }
  }

  /**
   * Reads tensors of a stream.
   *
   * @param size bytes of the stream
   * @param wanted which; null for all
   */
  static Map<String, Tensor> read(InputStream in, long size, @Nullable Wanted wanted)
      throws IOException {
    List<Place> places = header(in, size);
    if (wanted != null) {
      Map<String, TensorType> found = new LinkedHashMap<>();
      places.forEach(place -> found.put(place.name(), place.type()));
      wanted.require(found);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Place place : places) {
      if (wanted == null || wanted.takes(place.name())) {
        tensors.put(place.name(), tensor(in, place));
      } else {
        in.skipNBytes(place.end() - place.begin());
      }
    }
    return tensors;
  }

  private static List<Place> header(InputStream in, long size) throws IOException {
    if (size < 8) {
      throw new FormatException("has " + size + " bytes, the least is 8");
    }
    long length = ByteBuffer.wrap(exactly(in, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
      throw new FormatException(
          "header: its length must lie in 2 to "
              + Math.min(size - 8, LONGEST_HEADER)
              + ", got "
              + Long.toUnsignedString(length));
    }
    byte[] text = exactly(in, (int) length);
    Json json = FormatException.within("header", () -> Json.parse(text));
    JsonField header = new JsonField(json, "header");
    List<Place> places = new ArrayList<>();
    for (String name : header.fields().keySet()) {
      JsonField field = header.field(name);
      if (name.equals(METADATA)) {
        field.fields().keySet().forEach(key -> field.field(key).text());
      } else {
        places.add(place(name, field));
      }
    }
    places.sort(Comparator.comparingLong(Place::begin));
    requireContiguous(places, size - 8 - length);
    return places;
  }

  private static Place place(String name, JsonField field) {
    JsonField word = field.field("dtype");
    DType dtype =
        switch (word.text()) {
          case "F32" -> DType.F32;
          case "F64" -> DType.F64;
          case "I32" -> DType.I32;
          case "U8" -> DType.U8;
          default -> throw word.error("must be one of F32, F64, I32, U8");
        };
    Shape shape = RecordCodec.readShape(field.field("shape"));
    JsonField offsets = field.field("data_offsets");
    if (offsets.items().size() != 2) {
      throw offsets.error("must be begin and end");
    }
    long begin = offsets.items().get(0).integer();
    long end = offsets.items().get(1).integer();
    boolean isLong = shape.elements() > Integer.MAX_VALUE;
    if (isLong || begin < 0 || end - begin != shape.elements() * dtype.bytes()) {
      throw offsets.error(
          isLong
              ? "belongs to " + shape + ", which has more than 2^31 - 1 elements"
              : "must enclose " + shape.elements() * dtype.bytes() + " bytes for " + shape);
    }
    return new Place(name, new TensorType(dtype, shape), begin, end);
  }

  private static void requireContiguous(List<Place> places, long size) {
    long at = 0;
    for (Place place : places) {
      if (place.begin() != at) {
        throw new FormatException(
            "header.%s.data_offsets must begin where the tensor before ends, at %d, got %d"
                .formatted(place.name(), at, place.begin()));
      }
      at = place.end();
    }
    if (at != size) {
      throw new FormatException(
          "its tensors have %d bytes, but %d follow the header".formatted(at, size));
    }
  }

  private static Tensor tensor(InputStream in, Place place) throws IOException {
    Tensor tensor = Tensor.zeros(place.type().dtype(), place.type().shape());
    int width = tensor.dtype().bytes();
    for (int from = 0; from < tensor.length(); from += CHUNK / width) {
      int n = Math.min(CHUNK / width, tensor.length() - from);
      ByteBuffer chunk = ByteBuffer.wrap(exactly(in, n * width)).order(ByteOrder.LITTLE_ENDIAN);
      switch (tensor.dtype()) {
        case F32 -> chunk.asFloatBuffer().get(tensor.floats(), from, n);
        case F64 -> chunk.asDoubleBuffer().get(tensor.doubles(), from, n);
        case I32 -> chunk.asIntBuffer().get(tensor.ints(), from, n);
        case U8 -> chunk.get(tensor.bytes(), from, n);
      }
    }
    return tensor;
  }

  private static byte[] exactly(InputStream in, int n) throws IOException {
    byte[] bytes = in.readNBytes(n);
    if (bytes.length < n) {
      throw new EOFException();
    }
    return bytes;
  }
}
