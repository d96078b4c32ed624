package io.fovea.data;

import org.jspecify.annotations.Nullable;

/** What a {@link Preprocessing} does to stored images, on the host. */
final class Preparation {
  private final float[] multiplier;
  private final float[] offset;
  private final int length;
  private final @Nullable Double imageEpsilon;

  Preparation(Preprocessing preprocessing) {
    this.multiplier = preprocessing.multiplier();
    this.offset = preprocessing.offset();
    this.length = Math.toIntExact(preprocessing.shape().elements());
    this.imageEpsilon = preprocessing.imageEpsilon();
  }

  /** Makes an image of bytes into input. */
  void apply(byte[] from, int fromAt, float[] to, int at) {
    int channels = multiplier.length;
    for (int k = 0; k < length; k++) {
      int c = k % channels;
      to[at + k] = (from[fromAt + k] & 0xff) * multiplier[c] + offset[c];
    }
    standardise(to, at);
  }

  /** Makes an image of floats into input; both may be the same array. */
  void apply(float[] from, int fromAt, float[] to, int at) {
    int channels = multiplier.length;
    for (int k = 0; k < length; k++) {
      int c = k % channels;
      to[at + k] = from[fromAt + k] * multiplier[c] + offset[c];
    }
    standardise(to, at);
  }

  private void standardise(float[] image, int at) {
    if (imageEpsilon == null) {
      return;
    }
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += image[at + k];
    }
    double mean = sum / length;
    double squares = 0;
    for (int k = 0; k < length; k++) {
      squares += (image[at + k] - mean) * (image[at + k] - mean);
    }
    double scale = 1 / Math.sqrt(squares / length + imageEpsilon);
    for (int k = 0; k < length; k++) {
      image[at + k] = (float) ((image[at + k] - mean) * scale);
    }
  }
}
