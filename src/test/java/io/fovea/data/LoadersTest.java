package io.fovea.data;

import static io.fovea.data.DataFiles.concat;
import static io.fovea.data.DataFiles.gzip;
import static io.fovea.data.DataFiles.npy;
import static io.fovea.data.DataFiles.picture;
import static io.fovea.data.DataFiles.tar;
import static io.fovea.data.DataFiles.text;
import static io.fovea.data.DataFiles.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Npz;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound files of every form, loaded by their path as from the command line. */
class LoadersTest {
  @TempDir private Path folder;

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static Split load(Path path) {
    return DataSource.load(path.toString(), null);
  }

  /** A record whose red is i, green 2 i, blue 3 i in pixel i. */
  private static byte[] record(int... labels) {
    byte[] record = new byte[labels.length + 3072];
    for (int i = 0; i < labels.length; i++) {
      record[i] = (byte) labels[i];
    }
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 1024; i++) {
        record[labels.length + 1024 * c + i] = (byte) ((c + 1) * i);
      }
    }
    return record;
  }

  private static void assertCifarPixels(Tensor image) {
    assertEquals(Shape.of(32, 32, 3), image.shape());
    for (int i = 0; i < 1024; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals((byte) ((c + 1) * i), image.bytes()[3 * i + c]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "around", "archive"})
  void cifar10(String form) throws IOException {
    Object[] files = new Object[14];
    for (int i = 0; i < 6; i++) {
      String name = i < 5 ? "data_batch_" + (i + 1) + ".bin" : "test_batch.bin";
      byte[] content = i == 0 ? concat(record(0), record(9)) : record(i);
      files[2 * i] = "cifar-10-batches-bin/" + name;
      files[2 * i + 1] = content;
      if (!form.equals("archive")) {
        write((form.equals("around") ? "cifar-10-batches-bin/" : "") + name, content);
      }
    }
    files[12] = "cifar-10-batches-bin/readme.html";
    files[13] = text("not looked at");
    Path path = form.equals("archive") ? write("cifar-10-binary.tar.gz", gzip(tar(files))) : folder;
    for (Split split : List.of(load(path), DataSource.load("cifar10", path))) {
      assertEquals(6, split.train().size());
      assertEquals(1, split.test().size());
      int[] labels = new int[6];
      java.util.Arrays.setAll(labels, split.train()::label);
      assertArrayEquals(new int[] {0, 9, 1, 2, 3, 4}, labels);
      assertEquals(5, split.test().label(0));
      assertEquals("truck", split.train().classNames().get(9));
      assertCifarPixels(split.train().image(1));
      assertCifarPixels(split.test().image(0));
    }
  }

  @Test
  void cifar100() throws IOException {
    write("train.bin", concat(record(19, 99), record(0, 1)));
    write("test.bin", record(3, 42));
    Split fine = load(folder);
    assertEquals(99, fine.train().label(0));
    assertEquals("worm", fine.train().classNames().get(99));
    assertEquals("leopard", fine.test().classNames().get(fine.test().label(0)));
    assertCifarPixels(fine.train().image(1));
    Split coarse = Cifar100.load(folder, Cifar100.Labels.COARSE);
    assertEquals(19, coarse.train().label(0));
    assertEquals(20, coarse.train().classNames().size());
    assertEquals("vehicles_2", coarse.train().classNames().get(19));
    assertEquals(100, Cifar100.FINE_NAMES.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void picturesInParts(boolean packed) throws IOException {
    Object[] files = {
      "pets/train/dog/2.png", picture(3, 4, true),
      "pets/train/dog/10.png", picture(3, 4, true),
      "pets/train/cat/a.png", picture(3, 4, true),
      "pets/train/cat/.DS_Store", text("x"),
      "pets/train/Thumbs.db", text("x"),
      "pets/labels.txt", text("x"),
      "__MACOSX/pets/train/dog/._2.png", text("x"),
      "pets/test/dog/1.PNG", picture(3, 4, true)
    };
    for (int i = 0; i < files.length && !packed; i += 2) {
      write((String) files[i], (byte[]) files[i + 1]);
    }
    Split split = load(packed ? write("p.zip", zip(files)) : folder);
    assertEquals(List.of("cat", "dog"), split.train().classNames());
    assertArrayEquals(new int[] {1, 2}, split.train().histogram());
    assertArrayEquals(new int[] {0, 1}, split.test().histogram());
    assertEquals(Shape.of(3, 4, 1), split.train().imageShape());
    assertEquals((byte) 7, split.train().image(2).bytes()[1]);
    assertEquals(DType.U8, split.train().imageType());
  }

  @Test
  void picturesOfManySizes() throws IOException {
    write("a/1.png", picture(8, 8, true));
    write("b/1.png", picture(5, 9, false));
    Path path = folder;
    assertThrows(DataException.class, () -> ImageFolder.of(path).load());
    Dataset resized = ImageFolder.of(path).resized(4, 6).channels(3).load();
    assertEquals(Shape.of(4, 6, 3), resized.imageShape());
    assertEquals(2, resized.size());
    Dataset grey = ImageFolder.of(path).resized(4, 6).channels(1).load();
    assertEquals(Shape.of(4, 6, 1), grey.imageShape());
    Preprocessing form = Preprocessing.unit(Shape.of(4, 6, 1));
    assertEquals(Picture.read(path.resolve("b/1.png"), form).pixels(), grey.image(1));
    Split split =
        DataSource.load(
            path.toString(),
            null,
            new Loading(new ImageFolder.Size(4, 4), 1, Cifar100.Labels.FINE, 0.5));
    assertEquals(Shape.of(4, 4, 1), split.train().imageShape());
  }

  /** More pictures than one thread takes at once: each is where it belongs. */
  @Test
  void manyPicturesKeepTheirOrder() throws IOException {
    for (int i = 0; i < 300; i++) {
      byte[] pixels = {(byte) i, (byte) (i >> 8)};
      write(
          "c%d/%03d.png".formatted(i % 3, i),
          io.fovea.plot.PngWriter.encode(Tensor.of(Shape.of(1, 2, 1), pixels)));
    }
    Dataset data = ImageFolder.of(folder).load();
    for (int i = 0; i < 300; i++) {
      byte[] pixels = data.image(i).bytes();
      int number = (pixels[0] & 0xff) + 256 * pixels[1];
      assertEquals(i % 100 * 3 + i / 100, number);
      assertEquals(number % 3, data.label(i));
    }
  }

  @Test
  void arraysAsKerasPublishesThem() throws IOException {
    Path file =
        write(
            "mnist.npz",
            zip(
                "x_test.npy", npy("|u1", "(1, 2, 2)", 9, 8, 7, 255),
                "x_train.npy", npy("|u1", "(2, 2, 2)", 1, 2, 3, 4, 5, 6, 7, 8),
                "y_train.npy", npy("|u1", "(2,)", 5, 0),
                "y_test.npy", npy("<i8", "(1, 1)", 7, 0, 0, 0, 0, 0, 0, 0)));
    Split split = load(file);
    assertEquals(Shape.of(2, 2, 1), split.train().imageShape());
    assertEquals(5, split.train().label(0));
    assertEquals(7, split.test().label(0));
    assertEquals(8, split.train().classNames().size());
    assertEquals(1, split.test().input(0).get(3), 1e-6);
  }

  @Test
  void arraysOfFloatsAndOneHotRows() throws IOException {
    byte[] x = npy("<f4", "(2, 1, 1)", 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    Dataset classes =
        NpzImages.load(
            write("c.npz", zip("x.npy", x, "y.npy", npy("|b1", "(2, 3)", 0, 0, 1, 1, 0, 0))));
    assertEquals(DType.F32, classes.imageType());
    assertEquals(1, classes.input(0).get(0));
    assertEquals(-2, classes.input(1).get(0));
    assertEquals(2, classes.label(0));
    assertEquals(3, classes.classNames().size());
    Dataset numbers =
        NpzImages.load(
            write(
                "n.npz",
                zip("images.npy", x, "labels.npy", npy(">f4", "(2,)", 0x3f, 0, 0, 0, 0, 0, 0, 0))));
    float[] target = new float[1];
    numbers.copyTarget(0, target, 0);
    assertEquals(0.5f, target[0]);
    assertEquals(DataSource.images(write("x.npy", x)), Tensor.of(Shape.of(2, 1, 1, 1), 1f, -2f));
  }

  private Split floats(float[] train, float[] test, int width) throws IOException {
    Path file = folder.resolve("f.npz");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String part : List.of("train", "test")) {
      float[] values = part.equals("train") ? train : test;
      int n = values.length / width;
      arrays.put("x_" + part, Tensor.of(Shape.of(n, 1, 1), new byte[n]));
      arrays.put("y_" + part, Tensor.of(Shape.of(n, width), values));
    }
    Npz.write(file, arrays);
    return NpzImages.loadSplit(file);
  }

  @Test
  void floatsThatCanOnlyBeClassesAreClasses() throws IOException {
    Split whole = floats(new float[] {2, 0, 1, 1}, new float[] {2, 2}, 1);
    assertEquals(List.of("0", "1", "2"), whole.train().classNames());
    assertEquals(2, whole.train().label(0));
    assertArrayEquals(new int[] {0, 0, 2}, whole.test().histogram());
    Split rows = floats(new float[] {0, 0, 1, 1, 0, 0}, new float[] {0, 1, 0}, 3);
    assertEquals(3, rows.train().classNames().size());
    assertEquals(2, rows.train().label(0));
    assertEquals(1, rows.test().label(0));
    float[][] numbers = {{2, 0, 2}, {0, 1, 1.5f}, {-1, 0, 1}, {1, 2, 3}};
    for (float[] train : numbers) {
      assertFalse(floats(train, new float[] {0, 1}, 1).train().isLabelled());
    }
    assertFalse(floats(new float[] {1, 0, 1, 1}, new float[] {0, 1}, 2).train().isLabelled());
    var e =
        assertThrows(
            DataException.class, () -> floats(new float[] {0, 1}, new float[] {0, 0.5f}, 1));
    assertTrue(
        e.getMessage()
            .endsWith("'y_test', item 1, element 0: a class must be in 0 to 65535, got 0.5"),
        e.getMessage());
  }

  /** One mistyped label makes no classes without examples, but a few examples may be of many. */
  @Test
  void aLabelOutOfProportionIsRefusedWhereItStands() throws IOException {
    String rows = "0,1\n1,2\n".repeat(20);
    Path table = write("t.csv", text("label,a\n" + rows + "60000,3\n" + rows));
    var e = assertThrows(DataException.class, () -> load(table));
    String rule =
        "label 60000 makes 60001 classes of %d examples; labels are less than their number, or than"
            + " 1000";
    assertEquals(table + ", row 42, column 1: " + rule.formatted(81), e.getMessage());
    Path arrays =
        write(
            "a.npz",
            zip(
                "x.npy",
                npy("|u1", "(2, 1, 1)", 1, 2),
                "y.npy",
                npy("<i4", "(2,)", 1, 0, 0, 0, 0x60, 0xea, 0, 0)));
    e = assertThrows(DataException.class, () -> load(arrays));
    assertEquals(arrays + ", array 'y', item 1, element 0: " + rule.formatted(2), e.getMessage());
    assertEquals(
        1000, CsvImages.load(write("few.csv", text("label,a\n999,1\n"))).classNames().size());
    assertThrows(DataException.class, () -> CsvImages.load(write("few.csv", text("1000,1\n"))));
    Labels many =
        new Labels(
            IntStream.range(0, 1200).toArray(), (i, problem) -> DataException.of("many", problem));
    assertEquals(1200, Labels.classes(many));
  }

  @Test
  void tablesInAFolder() throws IOException {
    write("train.csv", text("label,a\n0,1\n1,2\n0,3\n1,4\n"));
    Split held =
        DataSource.load(
            folder.toString(), null, new Loading(null, null, Cifar100.Labels.FINE, 0.5));
    assertArrayEquals(new int[] {1, 1}, held.test().histogram());
    write("test.csv", text("a\n5\n"));
    assertEquals(
        2,
        DataSource.load(folder.toString(), null, new Loading(null, null, Cifar100.Labels.FINE, 0.5))
            .test()
            .size());
    write("test.csv", text("label,a\n2,5\n"));
    Split both = load(folder);
    assertEquals(4, both.train().size());
    assertEquals(2, both.test().label(0));
    assertEquals(3, both.train().classNames().size());
  }

  @Test
  void oneHotThereAndBack() {
    Tensor rows = OneHot.of(new int[] {2, 0}, 3);
    assertEquals(Tensor.of(Shape.of(2, 3), 0f, 0f, 1f, 1f, 0f, 0f), rows);
    assertArrayEquals(new int[] {2, 0}, OneHot.labels(rows));
    var e = assertThrows(IllegalArgumentException.class, () -> OneHot.of(new int[] {0, 3}, 3));
    assertEquals("one-hot: label 3 of item 1 is not in 0 to 2", e.getMessage());
    Tensor half = Tensor.of(Shape.of(1, 2), 0.5f, 0.5f);
    e = assertThrows(IllegalArgumentException.class, () -> OneHot.labels(half));
    assertTrue(e.getMessage().startsWith("one-hot: row 0 must"), e.getMessage());
  }
}
