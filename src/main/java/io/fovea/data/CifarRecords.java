package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The binary files of CIFAR-10 and CIFAR-100: records of one or two labels, a byte each, and 32 x
 * 32 pixels in colour, first all that is red in them, then all green, then all blue.
 *
 * @param labels bytes of a record that are labels
 * @param label which of them counts, from 0
 * @param classes for each of them, how many classes there are
 */
record CifarRecords(int labels, int label, List<Integer> classes) {
  static final Shape IMAGE = Shape.of(32, 32, 3);

  /** The most images of one file: far more than any of the published files has. */
  private static final int MOST = 300_000;

  private static final int PLANE = 32 * 32;

  /** Reads both parts of a set. */
  static Split split(
      CifarRecords records,
      CifarFiles files,
      List<String> train,
      List<String> test,
      List<String> classNames)
      throws IOException {
    Preprocessing unit = Preprocessing.unit(IMAGE);
    List<String> all = new ArrayList<>(train);
    all.addAll(test);
    Map<String, PixelBuffer> read = records.read(files, all);
    Tensor trainImages = images(read, train);
    int[] trainLabels = labels(read, train);
    return new Split(
        Dataset.of(trainImages, trainLabels, classNames, unit),
        Dataset.of(images(read, test), labels(read, test), classNames, unit));
  }

  int recordBytes() {
    return labels + 3 * PLANE;
  }

  private Map<String, PixelBuffer> read(CifarFiles files, List<String> names) throws IOException {
    Map<String, PixelBuffer> read = new HashMap<>();
    files.forEach(names, (name, place, in, bytes) -> read.put(name, read(place, in, bytes)));
    List<String> missing = names.stream().filter(name -> !read.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw DataException.of(files.path(), "lacks " + String.join(", ", missing));
    }
    return read;
  }

  private static PixelBuffer part(Map<String, PixelBuffer> read, String name) {
    return Objects.requireNonNull(read.get(name));
  }

  private static Tensor images(Map<String, PixelBuffer> read, List<String> names) {
    int size = names.stream().mapToInt(name -> part(read, name).size()).sum();
    byte[] pixels = new byte[Math.multiplyExact(size, 3 * PLANE)];
    int at = 0;
    for (String name : names) {
      byte[] part = part(read, name).images().bytes();
      System.arraycopy(part, 0, pixels, at, part.length);
      at += part.length;
    }
    return Tensor.of(IMAGE.batched(size), pixels);
  }

  private static int[] labels(Map<String, PixelBuffer> read, List<String> names) {
    return names.stream().flatMapToInt(name -> IntStream.of(part(read, name).labels())).toArray();
  }

  /** Reads the records of one file. */
  PixelBuffer read(String place, InputStream in, long bytes) throws IOException {
    long size = bytes / recordBytes();
    if (size == 0 || size > MOST || bytes % recordBytes() != 0) {
      throw DataException.of(
          place,
          "has %d bytes; records of %d bytes are expected, from 1 to %d of them"
              .formatted(bytes, recordBytes(), MOST));
    }
    PixelBuffer buffer = new PixelBuffer(place, IMAGE, 64, (int) size * 3 * PLANE);
    byte[] record = new byte[recordBytes()];
    for (int i = 0; i < size; i++) {
      long at = (long) i * recordBytes();
      int got = readFully(in, record);
      if (got < record.length) {
        throw DataException.at(place, at + got, "ends within image %d of %d".formatted(i, size));
      }
      requireLabels(place, at, record, i);
      int to = buffer.add(record[label]);
      interleave(record, buffer.pixels(), to);
    }
    return buffer;
  }

  private static int readFully(InputStream in, byte[] to) throws IOException {
    try {
      return in.readNBytes(to, 0, to.length);
    } catch (EOFException e) {
      return 0;
    }
  }

  private void requireLabels(String place, long at, byte[] record, int i) {
    for (int k = 0; k < labels; k++) {
      int value = record[k] & 0xff;
      if (value >= classes.get(k)) {
        throw DataException.at(
            place,
            at + k,
            "label %d of image %d is not in 0 to %d".formatted(value, i, classes.get(k) - 1));
      }
    }
  }

  private void interleave(byte[] record, byte[] to, int at) {
    for (int c = 0; c < 3; c++) {
      int from = labels + c * PLANE;
      for (int i = 0; i < PLANE; i++) {
        to[at + 3 * i + c] = record[from + i];
      }
    }
  }
}
