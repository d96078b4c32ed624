package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of images: Kaggle's and others, and predictions. */
class CsvImagesTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label,pixel0,pixel1,pixel2,pixel3\n3,0,1,2,255\n0,4,5,6,7\n",
        "label,pixel0,pixel1,pixel2,pixel3\r\n3,0,1,2,255\r\n0,4,5,6,7\r\n\r\n",
        "\ufeff\"label\",\"1x1\",\"1x2\",\"2x1\",\"2x2\"\n\"3\",\"0\",1,2,255\n0, 4 ,5,6,7",
        "pixel0,pixel1,pixel2,pixel3,Label\n0,1,2,255,3\n4,5,6,7,0\n",
        "label,0,1,2,3\n3,0,1,2,255\n0,4,5,6,7\n",
        "3,0,1,2,255\n0,4,5,6,7\n"
      })
  void readsLabelsAndPixels(String text) throws IOException {
    Dataset data = CsvImages.load(file(text));
    assertEquals(2, data.size());
    assertEquals(3, data.label(0));
    assertEquals(0, data.label(1));
    assertEquals(List.of("0", "1", "2", "3"), data.classNames());
    assertEquals(Tensor.of(Shape.of(2, 2, 1), new byte[] {0, 1, 2, -1}), data.image(0));
    assertEquals(Tensor.of(Shape.of(2, 2, 1), new byte[] {4, 5, 6, 7}), data.image(1));
    assertEquals(1, data.input(0).get(3), 1e-6);
    assertEquals(
        data.image(1), Tensor.of(Shape.of(2, 2, 1), lastFour(CsvImages.images(file(text)))));
  }

  private static byte[] lastFour(Tensor images) {
    assertEquals(Shape.of(2, 2, 2, 1), images.shape());
    return new byte[] {images.bytes()[4], images.bytes()[5], images.bytes()[6], images.bytes()[7]};
  }

  @ParameterizedTest
  @ValueSource(strings = {"pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n", "1,2,3,4\n"})
  void readsATableWithoutLabels(String text) throws IOException {
    CsvImages.Table table = CsvImages.read(file(text), null, 100);
    assertNull(table.labels());
    assertEquals(Tensor.of(Shape.of(1, 2, 2, 1), new byte[] {1, 2, 3, 4}), table.images());
  }

  @Test
  void readsColourAndGivenShapes() throws IOException {
    Dataset colour = CsvImages.load(file("1,1,2,3,4,5,6,7,8,9,10,11,12\n"));
    assertEquals(Shape.of(2, 2, 3), colour.imageShape());
    Dataset wide = CsvImages.load(file("1,1,2,3,4,5,6\n"), Shape.of(2, 3, 1));
    assertEquals(Shape.of(2, 3, 1), wide.imageShape());
    assertEquals(1, wide.label(0));
  }

  @Test
  void writesPredictions() throws IOException {
    Path file = folder.resolve("out.csv");
    CsvImages.writePredictions(file, List.of("7", "a,b", "say \"no\"", ""));
    assertEquals(
        "ImageId,Label\n1,7\n2,\"a,b\"\n3,\"say \"\"no\"\"\"\n4,\n", Files.readString(file));
  }

  @Test
  void manyRowsFitTheArraysThatGrow() throws IOException {
    StringBuilder text = new StringBuilder("label,pixel0\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i % 10).append(',').append(i % 256).append('\n');
    }
    Dataset data = CsvImages.load(file(text.toString()));
    assertEquals(5000, data.size());
    assertEquals(4999 % 256, data.image(4999).bytes()[0] & 0xff);
    int[] each = new int[10];
    java.util.Arrays.fill(each, 500);
    assertArrayEquals(each, data.histogram());
  }
}
