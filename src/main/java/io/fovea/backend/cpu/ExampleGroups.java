package io.fovea.backend.cpu;

import io.fovea.tensor.Shape;

/**
 * The groups of channels of each example of a tensor {@code [n, .., c]}: what is normalised
 * together.
 *
 * @param count examples times groups
 * @param pixels of an example
 * @param channels of a pixel
 * @param width channels of a group
 */
record ExampleGroups(int count, int pixels, int channels, int width) {
  static ExampleGroups of(Shape x, int groups) {
    int channels = x.dim(-1);
    int pixels = (int) (x.elements() / x.dim(0) / channels);
    return new ExampleGroups(x.dim(0) * groups, pixels, channels, channels / groups);
  }

  /** Elements of a group of an example. */
  int elements() {
    return pixels * width;
  }

  /** The first channel of group i. */
  int channel(int i) {
    return i * width % channels;
  }

  /** The first element of group i, counted from example 0. */
  int at(int i) {
    int groups = channels / width;
    return i / groups * pixels * channels + channel(i);
  }
}
