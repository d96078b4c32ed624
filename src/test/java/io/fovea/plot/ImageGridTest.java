package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where each pixel of a grid comes from. */
class ImageGridTest {
  private static Tensor pixel(int... channels) {
    byte[] bytes = new byte[channels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) channels[i];
    }
    return Tensor.of(Shape.of(1, 1, channels.length), bytes);
  }

  private static Tensor grey(int h, int w, int... pixels) {
    return Tensor.of(Shape.of(h, w, 1), pixel(pixels).bytes());
  }

  @Test
  void laysImagesOutInRows() {
    Tensor grid = ImageGrid.of(List.of(pixel(1), pixel(2), pixel(3)), 2, 1, 0);
    assertEquals(grey(2, 2, 1, 2, 3, 96), grid);
  }

  @Test
  void zoomsAndLeavesGaps() {
    Tensor grid = ImageGrid.of(List.of(grey(1, 2, 1, 2), grey(1, 2, 3, 4)), 5, 2, 1);
    assertEquals(grey(2, 9, 1, 1, 2, 2, 96, 3, 3, 4, 4, 1, 1, 2, 2, 96, 3, 3, 4, 4), grid);
  }

  @Test
  void keepsChannelsTogether() {
    Tensor grid = ImageGrid.of(List.of(pixel(1, 2, 3), pixel(4, 5, 6)), 1, 1, 0);
    assertEquals(Tensor.of(Shape.of(2, 1, 3), pixel(1, 2, 3, 4, 5, 6).bytes()), grid);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertRefuses(List.of(), 1, "0 images");
    assertRefuses(List.of(pixel(1)), 0, "0 columns");
    assertRefuses(List.of(pixel(1), pixel(1, 2, 3)), 1, "got U8 [1, 1, 3] after [1, 1, 1]");
    assertRefuses(List.of(Tensor.zeros(DType.F32, Shape.of(1, 1, 1))), 1, "got F32 [1, 1, 1]");
  }

  private static void assertRefuses(List<Tensor> images, int columns, String expected) {
    var e = assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(images, columns, 1, 0));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
