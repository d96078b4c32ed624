package io.fovea.data;

import io.fovea.io.Npz;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what data are at a path, and loads them. */
final class DataPath {
  private static final Logger log = LoggerFactory.getLogger(DataPath.class);

  private DataPath() {}

  static Split load(Path path, Loading loading) {
    if (!isPictures(path) && (loading.size() != null || loading.channels() != null)) {
      throw DataException.of(
          path,
          "holds images that are no picture files: they have their size and channels already");
    }
    if (Files.isDirectory(path)) {
      return folder(path, loading);
    }
    DataFile.require(path);
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return loading.holdOut(path, CsvImages.load(path));
    }
    if (name.endsWith(".npz")) {
      NpzImages.Parts parts = NpzImages.parts(path, Npz.MOST_BYTES);
      return split(path, parts.train(), parts.test(), loading);
    }
    if (name.endsWith(".zip")) {
      return pictures(path, loading);
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return isCifar100(path) ? Cifar100.load(path, loading.labels()) : Cifar10.load(path);
    }
    throw DataException.of(
        path,
        "is none of the files that data sets are loaded from: .csv, .npz, .zip (of pictures),"
            + " .tar.gz (of CIFAR)");
  }

  /** True for what is loaded as picture files. */
  private static boolean isPictures(Path path) {
    if (!Files.isDirectory(path)) {
      return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
    }
    return !IdxFolder.isAt(path)
        && Cifar10.TRAIN.stream().noneMatch(Cifar10.files(path)::has)
        && Cifar100.TRAIN.stream().noneMatch(Cifar100.files(path)::has)
        && table(path, "train.csv") == null;
  }

  /** The images at a path, without their labels: {@code [n, h, w, c]}. */
  static Tensor images(Path path) {
    DataFile.require(path);
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return CsvImages.images(path);
    }
    if (name.endsWith(".npy")) {
      return ArrayColumns.images(path);
    }
    if (name.endsWith("idx3-ubyte") || name.endsWith("idx3-ubyte.gz")) {
      return IdxFolder.images(path);
    }
    throw DataException.of(
        path, "is none of the files that images are loaded from: .csv, .npy, *-idx3-ubyte[.gz]");
  }

  private static Split folder(Path folder, Loading loading) {
    if (IdxFolder.isAt(folder)) {
      return IdxFolder.load(folder, null, Preprocessing.Invert.NO);
    }
    if (Cifar10.TRAIN.stream().anyMatch(Cifar10.files(folder)::has)) {
      return Cifar10.load(folder);
    }
    if (Cifar100.TRAIN.stream().anyMatch(Cifar100.files(folder)::has)) {
      return Cifar100.load(folder, loading.labels());
    }
    Path table = table(folder, "train.csv");
    return table == null ? pictures(folder, loading) : tables(folder, table, loading);
  }

  private static Split pictures(Path path, Loading loading) {
    ImageFolder.Parts parts = new ImageFolder(path, loading.size(), loading.channels()).parts();
    return split(path, parts.train(), parts.test(), loading);
  }

  private static Split split(Path path, Dataset train, @Nullable Dataset test, Loading loading) {
    return test == null ? loading.holdOut(path, train) : new Split(train, test);
  }

  /** The table {@code train.csv}, and {@code test.csv} if that has labels, too. */
  private static Split tables(Path folder, Path train, Loading loading) {
    CsvImages.Table learned = CsvImages.labelled(train, null);
    Path test = table(folder, "test.csv");
    CsvImages.Table measured =
        test == null ? null : CsvImages.read(test, null, CsvImages.MOST_PIXELS);
    if (measured == null || measured.labels() == null) {
      if (measured != null) {
        log.info("{} has no labels: a part of {} is held out to test with", test, train);
      }
      return loading.holdOut(folder, learned.dataset(Labels.classes(learned.known())));
    }
    Shape image = learned.images().shape().item();
    if (!image.equals(measured.images().shape().item())) {
      throw DataException.of(
          String.valueOf(test),
          "has images %s, %s has %s".formatted(measured.images().shape().item(), train, image));
    }
    int classes = Labels.classes(learned.known(), measured.known());
    return new Split(learned.dataset(classes), measured.dataset(classes));
  }

  /** The file of a folder with a name, or the only one whose name ends in it after a mark. */
  private static @Nullable Path table(Path folder, String name) {
    if (Files.isRegularFile(folder.resolve(name))) {
      return folder.resolve(name);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> String.valueOf(file.getFileName()).matches(".*[_-]" + name))
              .sorted()
              .toList();
      if (found.size() > 1) {
        throw DataException.of(folder, "has several files of one meaning: " + found);
      }
      return found.isEmpty() ? null : found.get(0);
    } catch (IOException e) {
      throw DataException.because(folder, "cannot be listed", e);
    }
  }

  private static boolean isCifar100(Path archive) {
    try (InputStream raw = DataFile.open(archive)) {
      TarStream tar = new TarStream(archive, new GZIPInputStream(raw), Long.MAX_VALUE);
      return tar.next() && tar.name().startsWith("cifar-100");
    } catch (IOException e) {
      throw DataException.because(archive, "is not a sound .tar.gz archive", e);
    }
  }
}
