package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets in memory, views of them, and splits. */
class DatasetTest {
  private static final Shape IMAGE = Shape.of(1, 2, 3);
  private static final List<String> NAMES = List.of("cat", "dog", "eel");

  /** Six images of 1x2x3 bytes, 0, 1, 2 and so on, the last six 250 to 255. */
  private static Dataset bytes() {
    byte[] values = new byte[36];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i < 30 ? i : 220 + i);
    }
    return Dataset.of(
        Tensor.of(IMAGE.batched(6), values),
        new int[] {0, 1, 2, 0, 1, 0},
        NAMES,
        Preprocessing.standardised(IMAGE, List.of(0.0, 0.5, 1.0), List.of(1.0, 1.0, 0.5)));
  }

  private static Dataset floats() {
    float[] values = {0, 1, 2, 3, 4, 5, -1, -2, -3, -4, -5, -6};
    return Dataset.of(
        Tensor.of(IMAGE.batched(2), values),
        Tensor.of(Shape.of(2, 2), 10f, 11f, 20f, 21f),
        Preprocessing.none(IMAGE));
  }

  @Test
  void bytesStayBytesUntilTheyAreInput() {
    Dataset data = bytes();
    assertEquals(6, data.size());
    assertEquals(DType.U8, data.imageType());
    assertEquals(IMAGE, data.imageShape());
    assertEquals(
        Tensor.of(IMAGE, (byte) 250, (byte) 251, (byte) 252, (byte) 253, (byte) 254, (byte) 255),
        data.image(5));
    float[] input = new float[8];
    data.copyInput(5, input, 1);
    float[] expected = {
      0, 250 / 255f, 251 / 255f - 0.5f, 504 / 255f - 2, 253 / 255f, 254 / 255f - 0.5f, 0, 0
    };
    assertArrayEquals(expected, input, 1e-6f);
    assertArrayEquals(Arrays.copyOfRange(input, 1, 7), data.input(5).floats());
  }

  @Test
  void aClassIsALabelAndAOneHotTarget() {
    Dataset data = bytes();
    assertTrue(data.isLabelled());
    assertEquals(NAMES, data.classNames());
    assertEquals(2, data.label(2));
    assertEquals(Shape.of(3), data.targetShape());
    float[] target = {7, 7, 7, 7, 7};
    data.copyTarget(2, target, 1);
    assertArrayEquals(new float[] {7, 0, 0, 1, 7}, target);
    assertArrayEquals(new int[] {3, 2, 1}, data.histogram());
  }

  @Test
  void floatsAreCopiedAsTheyAre() {
    Dataset data = floats();
    assertEquals(DType.F32, data.imageType());
    assertArrayEquals(new float[] {-1, -2, -3, -4, -5, -6}, data.input(1).floats());
    assertFalse(data.isLabelled());
    assertEquals(Shape.of(2), data.targetShape());
    float[] target = new float[2];
    data.copyTarget(1, target, 0);
    assertArrayEquals(new float[] {20, 21}, target);
    assertThrows(IllegalStateException.class, () -> data.label(0));
    assertThrows(IllegalStateException.class, () -> data.copyBytes(0, new byte[6], 0));
    assertThrows(IllegalStateException.class, () -> data.stratifiedSplit(0.5, 1));
  }

  @Test
  void aViewShowsTheChosenExamples() {
    Dataset data = bytes();
    Dataset view = data.subset(4, 4, 2).slice(1, 3);
    assertEquals(2, view.size());
    assertEquals(data.image(4), view.image(0));
    assertEquals(data.input(2), view.input(1));
    assertEquals(2, view.label(1));
    assertEquals(data.preprocessing(), view.preprocessing());
    assertEquals(data.imageType(), view.imageType());
    assertArrayEquals(new int[] {0, 1, 1}, view.histogram());
    float[] target = new float[3];
    view.copyTarget(0, target, 0);
    assertArrayEquals(new float[] {0, 1, 0}, target);
    assertEquals(2, data.take(2).size());
  }

  @Test
  void aViewKeepsItsOwnIndices() {
    int[] indices = {0, 1};
    Dataset view = bytes().subset(indices);
    indices[0] = 99;
    assertEquals(0, view.label(0));
  }

  static Stream<Arguments> bad() {
    Tensor images = Tensor.zeros(DType.U8, IMAGE.batched(2));
    Preprocessing unit = Preprocessing.unit(IMAGE);
    int[] labels = {0, 1};
    return Stream.of(
        bad("2 images have 1 targets", () -> Dataset.of(images, new int[1], NAMES, unit)),
        bad(
            "label 3 of example 1 is not in 0 to 2",
            () -> Dataset.of(images, new int[] {0, 3}, NAMES, unit)),
        bad(
            "label -1 of example 0 is not in 0 to 2",
            () -> Dataset.of(images, new int[] {-1, 3}, NAMES, unit)),
        bad("at least one class name", () -> Dataset.of(images, labels, List.of(), unit)),
        bad(
            "preprocessing is for images [2, 2, 3], these are [1, 2, 3]",
            () -> Dataset.of(images, labels, NAMES, Preprocessing.unit(Shape.of(2, 2, 3)))),
        bad("got U8 [12]", () -> Dataset.of(images.reshape(Shape.of(12)), labels, NAMES, unit)),
        bad(
            "got I32 [2, 1, 2, 3]",
            () -> Dataset.of(Tensor.zeros(DType.I32, IMAGE.batched(2)), labels, NAMES, unit)),
        bad(
            "targets are F32 [n, ...], got I32 [2]",
            () -> Dataset.of(images, Tensor.of(Shape.of(2), 0, 1), unit)),
        bad("no example 6, they are 0 to 5", () -> bytes().subset(0, 6)),
        bad("no example -1", () -> bytes().subset(-1)),
        bad("at least one example", () -> bytes().subset()),
        bad("at least one example", () -> bytes().slice(3, 3)),
        bad("0.01 of 6 examples leaves one part empty", () -> bytes().split(0.01, 1)),
        bad("0.99 of 6 examples leaves one part empty", () -> bytes().split(0.99, 1)),
        bad("leaves one part empty", () -> bytes().split(Double.NaN, 1)),
        bad("leaves one part empty", () -> bytes().stratifiedSplit(-0.5, 1)),
        bad("split: train has", () -> new Split(bytes(), floats())));
  }

  private static Arguments bad(String expected, Supplier<Object> mistake) {
    return Arguments.of(expected, mistake);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(String expected, Supplier<Object> mistake) {
    var e = assertThrows(IllegalArgumentException.class, mistake::get);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  /** A labelled set whose image i is the number i, with the given class sizes. */
  private static Dataset numbered(int... classSizes) {
    int[] labels =
        IntStream.range(0, classSizes.length)
            .flatMap(c -> IntStream.generate(() -> c).limit(classSizes[c]))
            .toArray();
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Shape pixel = Shape.of(1, 1, 1);
    List<String> names = IntStream.range(0, classSizes.length).mapToObj(Integer::toString).toList();
    return Dataset.of(
        Tensor.of(pixel.batched(labels.length), values), labels, names, Preprocessing.none(pixel));
  }

  /** Whatever input is made of them, and whoever shows them. */
  @Test
  void storedFloatsAreImages() {
    Shape pixel = Shape.of(1, 1, 1);
    Dataset halved =
        Dataset.of(
            Tensor.of(Shape.of(2, 1, 1, 1), 3f, 7f),
            new int[] {0, 1},
            List.of("a", "b"),
            new Preprocessing(
                1, 1, 1, Preprocessing.Invert.NO, 1, List.of(1.0), List.of(2.0), null));
    Tensor seven = Tensor.of(pixel, 7f);
    assertEquals(seven, halved.image(1));
    assertEquals(Tensor.of(pixel, 3f), halved.input(1));
    assertEquals(seven, halved.subset(1).image(0));
    assertEquals(Tensor.of(pixel, 1f), numbered(2).with(halved.preprocessing()).image(1));
  }

  private static int[] numbers(Dataset data) {
    return IntStream.range(0, data.size()).map(i -> (int) data.input(i).item()).toArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSplitSharesOutEveryExample(boolean stratified) {
    Dataset data = numbered(50, 30, 21);
    Split split = stratified ? data.stratifiedSplit(0.2, 9) : data.split(0.2, 9);
    assertEquals(20, split.test().size());
    assertEquals(81, split.train().size());
    int[] all =
        IntStream.concat(
                Arrays.stream(numbers(split.train())), Arrays.stream(numbers(split.test())))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 101).toArray(), all);

    Split again = stratified ? data.stratifiedSplit(0.2, 9) : data.split(0.2, 9);
    assertArrayEquals(numbers(split.test()), numbers(again.test()));
    Split other = stratified ? data.stratifiedSplit(0.2, 10) : data.split(0.2, 10);
    assertFalse(Arrays.equals(numbers(split.test()), numbers(other.test())));
    int[] test = numbers(split.test());
    int[] sorted = test.clone();
    Arrays.sort(sorted);
    assertFalse(Arrays.equals(sorted, test), "the examples come in random order");
  }

  @Test
  void aStratifiedSplitTakesTheSameShareOfEachClass() {
    // 15, 3.3, 2.4 and 0.3 of 21: rounded down, one is missing, and 0.4 is the largest remainder.
    Split split = numbered(50, 11, 8, 1).stratifiedSplit(0.3, 4);
    assertArrayEquals(new int[] {15, 3, 3, 0}, split.test().histogram());
    assertArrayEquals(new int[] {35, 8, 5, 1}, split.train().histogram());
    // 1.5 and 1.5 of 3: of equal remainders the lower class comes first.
    assertArrayEquals(new int[] {2, 1}, numbered(5, 5).stratifiedSplit(0.3, 4).test().histogram());
  }
}
