package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a stored picture becomes the input of a network. A model keeps the preprocessing of its
 * training data, so that a prediction treats a picture in the same way.
 *
 * <p>A foreign picture file is first brought to {@code [height, width, channels]}, grey for one
 * channel and RGB for three, and inverted if so asked; the examples of a data set are already
 * there. Then, for channel c, {@code input = (stored * scale - mean[c]) / std[c]}: with a scale of
 * 1/255, {@code mean} and {@code std} are in units of full brightness, as PyTorch users write them.
 *
 * @param height rows of the input
 * @param width columns of the input
 * @param channels 1 for grey, 3 for RGB; others only for data that are no picture files
 * @param invert what happens to the brightness of a picture file
 * @param scale factor on stored values: 1/255 for bytes
 * @param mean subtracted per channel, after scaling
 * @param std divided by per channel, positive
 * @param imageEpsilon if not null, each image is at last brought to mean 0 and variance 1 by
 *     itself, all its channels together: {@code (x - mean) / sqrt(variance + imageEpsilon)}
 */
public record Preprocessing(
    int height,
    int width,
    int channels,
    Invert invert,
    double scale,
    List<Double> mean,
    List<Double> std,
    @Nullable Double imageEpsilon) {

  /** Whether a picture file is turned into its negative; data sets are never touched. */
  public enum Invert {
    /** Take pictures as they are. */
    NO,
    /**
     * Turn every picture into its negative: dark ink on light paper for a network that saw the
     * opposite.
     */
    YES,
    /**
     * Turn a picture into its negative if its border, one pixel wide after resizing, is brighter
     * than half of full brightness on average: right for single objects on a dark background.
     */
    AUTO
  }

  /**
   * Checks every part.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "preprocessing: size must be at least 1x1x1, got %dx%dx%d"
              .formatted(height, width, channels));
    }
    if (mean.size() != channels || std.size() != channels) {
      throw new IllegalArgumentException(
          "preprocessing: %d channels need as many means and deviations, got %s and %s"
              .formatted(channels, mean, std));
    }
    if (!(scale > 0) || !Double.isFinite(scale)) {
      throw new IllegalArgumentException(
          "preprocessing: scale must be positive and finite, got " + scale);
    }
    for (int c = 0; c < channels; c++) {
      if (!Double.isFinite(mean.get(c))) {
        throw new IllegalArgumentException("preprocessing: mean must be finite, got " + mean);
      }
      if (!(std.get(c) > 0) || !Double.isFinite(std.get(c))) {
        throw new IllegalArgumentException(
            "preprocessing: std must be positive and finite, got " + std);
      }
    }
    if (imageEpsilon != null && (!(imageEpsilon > 0) || !Double.isFinite(imageEpsilon))) {
      throw new IllegalArgumentException(
          "preprocessing: imageEpsilon must be positive and finite, got " + imageEpsilon);
    }
  }

  /** Stored values as they are, for data that were prepared elsewhere; {@code image [h, w, c]}. */
  public static Preprocessing none(Shape image) {
    return of(image, 1, 0, 1);
  }

  /** Bytes to [0, 1]. */
  public static Preprocessing unit(Shape image) {
    return of(image, 1 / 255.0, 0, 1);
  }

  /** Bytes to [-0.5, 0.5]. */
  public static Preprocessing centred(Shape image) {
    return of(image, 1 / 255.0, 0.5, 1);
  }

  /**
   * Bytes to mean 0 and deviation 1 per channel.
   *
   * @param mean of the training data per channel, in units of full brightness
   * @param std standard deviation of the training data per channel, likewise
   */
  public static Preprocessing standardised(Shape image, List<Double> mean, List<Double> std) {
    check(image);
    return new Preprocessing(
        image.dim(0), image.dim(1), image.dim(2), Invert.NO, 1 / 255.0, mean, std, null);
  }

  /**
   * The same, and then each image by itself to mean 0 and variance 1, with a variance of 1e-5
   * added.
   */
  public Preprocessing perImage() {
    return new Preprocessing(height, width, channels, invert, scale, mean, std, 1e-5);
  }

  /**
   * Stored images as input.
   *
   * @param images {@code [n, h, w, c]}, U8 or F32
   * @return {@code [n, h, w, c]}, F32
   * @throws IllegalArgumentException if images have another shape or type
   */
  public Tensor apply(Tensor images) {
    boolean isStored = images.dtype() == DType.U8 || images.dtype() == DType.F32;
    if (!isStored || images.shape().rank() != 4 || !images.shape().item().equals(shape())) {
      throw new IllegalArgumentException(
          "preprocessing: images must be U8 or F32 [n, %d, %d, %d], got %s %s"
              .formatted(height, width, channels, images.dtype(), images.shape()));
    }
    Preparation preparation = new Preparation(this);
    float[] inputs = new float[images.length()];
    int length = (int) shape().elements();
    for (int at = 0; at < inputs.length; at += length) {
      if (images.dtype() == DType.U8) {
        preparation.apply(images.bytes(), at, inputs, at);
      } else {
        preparation.apply(images.floats(), at, inputs, at);
      }
    }
    return Tensor.of(images.shape(), inputs);
  }

  /** The same with another treatment of picture files. */
  public Preprocessing with(Invert choice) {
    return new Preprocessing(height, width, channels, choice, scale, mean, std, imageEpsilon);
  }

  /** Shape of one input: {@code [height, width, channels]}. */
  public Shape shape() {
    return Shape.of(height, width, channels);
  }

  /** Per channel, what a stored value is multiplied by: {@code scale / std}. */
  public float[] multiplier() {
    float[] factor = new float[channels];
    for (int c = 0; c < channels; c++) {
      factor[c] = (float) (scale / std.get(c));
    }
    return factor;
  }

  /** Per channel, what is then added: {@code -mean / std}. */
  public float[] offset() {
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      shift[c] = (float) (0 - mean.get(c) / std.get(c));
    }
    return shift;
  }

  private static Preprocessing of(Shape image, double scale, double mean, double std) {
    check(image);
    int channels = image.dim(2);
    return new Preprocessing(
        image.dim(0),
        image.dim(1),
        channels,
        Invert.NO,
        scale,
        Collections.nCopies(channels, mean),
        Collections.nCopies(channels, std),
        null);
  }

  private static void check(Shape image) {
    if (image.rank() != 3) {
      throw new IllegalArgumentException(
          "preprocessing: an image is [height, width, channels], got " + image);
    }
  }
}
