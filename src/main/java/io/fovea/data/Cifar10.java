package io.fovea.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * CIFAR-10: 50,000 and 10,000 photographs in colour, 32x32, of ten classes.
 *
 * <p>A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 */
public final class Cifar10 {
  /** The ten classes, in the order of the labels. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  static final List<String> TRAIN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  static final List<String> TEST = List.of("test_batch.bin");

  private static final CifarRecords RECORDS = new CifarRecords(1, 0, List.of(10));

  private Cifar10() {}

  /**
   * Loads the binary version: a folder with its {@code .bin} files, the folder around that one, or
   * the archive {@code cifar-10-binary.tar.gz} as it is published; inputs are in [0, 1].
   *
   * @throws DataException if files are missing or bad
   */
  public static Split load(Path path) {
    try {
      CifarFiles files = files(path);
      return CifarRecords.split(RECORDS, files, TRAIN, TEST, CLASS_NAMES);
    } catch (IOException e) {
      throw DataException.because(path, "cannot be read", e);
    }
  }

  static CifarFiles files(Path path) {
    return new CifarFiles(path, "cifar-10-batches-bin");
  }
}
