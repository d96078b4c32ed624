package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;

/** Images of bytes of one size, and their labels, as they come in one by one. */
final class PixelBuffer {
  private final Object source;
  private final Shape image;
  private final int item;
  private final int most;
  private byte[] pixels;
  private int[] labels;
  private int size;

  /**
   * An empty buffer.
   *
   * @param expected images that are expected; there may be more, up to the limit of pixels
   * @param mostPixels bytes of all images together that are accepted
   */
  PixelBuffer(Object source, Shape image, int expected, int mostPixels) {
    this.source = source;
    this.image = image;
    this.item = Math.toIntExact(image.elements());
    this.most = Math.max(1, mostPixels / item);
    int start = Math.max(1, Math.min(expected, most));
    this.pixels = new byte[start * item];
    this.labels = new int[start];
  }

  /** Makes room for one more image and says where in {@link #pixels} it begins. */
  int add(int label) {
    if (size == most) {
      throw DataException.of(
          source, "has more than %d images %s, the most that is read".formatted(most, image));
    }
    if (size == labels.length) {
      int room = (int) Math.min(most, size + (size >> 1) + 1L);
      pixels = Arrays.copyOf(pixels, room * item);
      labels = Arrays.copyOf(labels, room);
    }
    labels[size] = label;
    return size++ * item;
  }

  byte[] pixels() {
    return pixels;
  }

  int size() {
    return size;
  }

  /** All images, {@code [n, h, w, c]}. */
  Tensor images() {
    byte[] all = pixels.length == size * item ? pixels : Arrays.copyOf(pixels, size * item);
    return Tensor.of(image.batched(size), all);
  }

  int[] labels() {
    return Arrays.copyOf(labels, size);
  }
}
