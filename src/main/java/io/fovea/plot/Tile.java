package io.fovea.plot;

import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * One or more images side by side, and what is said below them.
 *
 * @param images {@code [h, w, c]} each, U8
 * @param captions one a line
 */
record Tile(List<Tensor> images, List<Caption> captions) {
  /**
   * A line of text below a tile.
   *
   * @param text cut off where it is longer than there is room
   * @param end shown behind it in any case
   */
  record Caption(String text, String end, Tone tone) {
    static Caption of(String text) {
      return new Caption(text, "", Tone.MUTED);
    }

    String whole() {
      return text + end;
    }

    /** As much of it as there is room for. */
    String fit(double size, double room) {
      return StrokeFont.fit(text, size, false, room - StrokeFont.width(end, size, false)) + end;
    }
  }

  Tile {
    images = List.copyOf(images);
    captions = List.copyOf(captions);
  }

  static Tile of(Tensor image, String caption) {
    return new Tile(List.of(image), List.of(Caption.of(caption)));
  }
}
