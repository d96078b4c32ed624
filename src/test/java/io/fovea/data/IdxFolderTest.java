package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders in the form of MNIST, by their loaders and by name. */
class IdxFolderTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @TempDir private Path folder;

  private void images(String name, int n, int h, int w) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(16 + n * h * w);
    content.putInt(0x803).putInt(n).putInt(h).putInt(w);
    while (content.hasRemaining()) {
      content.put((byte) content.position());
    }
    save(name, content.array());
  }

  private void labels(String name, int... labels) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(8 + labels.length);
    content.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      content.put((byte) label);
    }
    save(name, content.array());
  }

  private void save(String name, byte[] content) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      if (name.endsWith(".gz")) {
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
          packed.write(content);
        }
      } else {
        out.write(content);
      }
    }
  }

  private void sound() throws IOException {
    images(TRAIN_IMAGES, 3, 4, 5);
    labels(TRAIN_LABELS, 9, 0, 4);
    images(TEST_IMAGES, 2, 4, 5);
    labels(TEST_LABELS, 1, 2);
  }

  private void assertRefuses(String expected) {
    var e = assertThrows(DataException.class, () -> Mnist.load(folder));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void loadsTheFourFiles() throws IOException {
    sound();
    Split mnist = Mnist.load(folder);
    assertEquals(3, mnist.train().size());
    assertEquals(2, mnist.test().size());
    assertEquals(Shape.of(4, 5, 1), mnist.train().imageShape());
    assertEquals(9, mnist.train().label(0));
    assertEquals(2, mnist.test().label(1));
    assertEquals(16 + 20, mnist.train().image(1).get(0));
    assertEquals(36 / 255f, mnist.train().input(1).get(0), 1e-7);
    assertEquals(Mnist.CLASS_NAMES, mnist.test().classNames());
    assertEquals("Bag", FashionMnist.load(folder).train().classNames().get(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ""})
  void findsPackedAndDottedNames(String suffix) throws IOException {
    images("train-images.idx3-ubyte" + suffix, 1, 2, 2);
    labels(TRAIN_LABELS + ".gz", 1);
    images(TEST_IMAGES + suffix, 1, 2, 2);
    labels("t10k-labels.idx1-ubyte" + suffix, 3);
    assertEquals(3, Mnist.load(folder).test().label(0));
  }

  @Test
  void listsWhatIsMissing() throws IOException {
    images(TRAIN_IMAGES, 1, 2, 2);
    labels("t10k-labels.idx1-ubyte.gz", 1);
    assertRefuses(folder + ": lacks train-labels-idx1-ubyte[.gz], t10k-images-idx3-ubyte[.gz]");
    Path none = folder.resolve("none");
    var e = assertThrows(DataException.class, () -> FashionMnist.load(none));
    assertEquals(none + ": does not exist", e.getMessage());
    Path file = folder.resolve(TRAIN_IMAGES);
    e = assertThrows(DataException.class, () -> Mnist.load(file));
    assertEquals(file + ": is not a folder", e.getMessage());
  }

  @Test
  void labelsMustBeAsManyAsImages() throws IOException {
    sound();
    labels(TEST_LABELS, 1, 2, 3);
    assertRefuses(TEST_LABELS + ", byte 4: has 3 labels, t10k-images-idx3-ubyte has 2 images");
  }

  @Test
  void labelsMustBeClasses() throws IOException {
    sound();
    labels(TRAIN_LABELS, 9, 10, 255);
    assertRefuses(TRAIN_LABELS + ", byte 9: label 10 of example 1 is not in 0 to 9");
  }

  @Test
  void imagesMustBeOfOneSize() throws IOException {
    sound();
    images(TEST_IMAGES, 2, 5, 4);
    assertRefuses("has images [5, 4, 1], train-images-idx3-ubyte has [4, 5, 1]");
  }

  @Test
  void aFolderCanBeNamedInsteadOfASet() throws IOException {
    sound();
    Split split = DataSource.load(folder.toString(), null);
    assertEquals(
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), split.train().classNames());
    labels(TRAIN_LABELS, 0, 0, 11);
    assertEquals(12, DataSource.load(folder.toString(), null).train().classNames().size());
  }

  @Test
  void aSetIsLoadedByName() throws IOException {
    sound();
    assertEquals(3, DataSource.load("mnist", folder).train().size());
    assertEquals(
        FashionMnist.CLASS_NAMES, DataSource.load("fashion-mnist", folder).test().classNames());
    Split digits = DataSource.load("digits", null);
    assertEquals(SyntheticDigits.TRAIN_SIZE, digits.train().size());
    assertEquals(SyntheticDigits.TEST_SIZE, digits.test().size());
    assertArrayEquals(
        new String[] {"digits", "mnist", "fashion-mnist", "cifar10", "cifar100"},
        DataSource.names().split(", "));
  }

  @Test
  void aNameThatFitsNothingIsRefused() {
    assertNamed(
        "minst: is neither a file, nor a folder, nor one of the data sets digits, mnist",
        "minst",
        null);
    assertNamed("is neither a file, nor a folder", "a\0b", null);
    assertNamed("mnist: needs the folder that holds its files", "mnist", null);
    assertNamed("digits: is built in and reads no folder", "digits", folder);
    assertNamed("is a path itself", folder.toString(), folder);
  }

  private static void assertNamed(String expected, String name, Path folder) {
    var e = assertThrows(DataException.class, () -> DataSource.load(name, folder));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
