package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How stored images are brought to the range that a network learns best from. What depends on data
 * is computed from the training part alone, kept in the {@link Preprocessing}, saved with the
 * model, and so the same for the test part and for every later prediction.
 */
public enum Normalization {
  /** As they are stored. */
  NONE,
  /** Bytes to [0, 1]. */
  UNIT,
  /** Bytes to [-0.5, 0.5]. */
  CENTRED,
  /** Each channel to mean 0 and standard deviation 1 over the training images. */
  STANDARDISE,
  /** Each image, by itself, to mean 0 and standard deviation 1. */
  PER_IMAGE;

  /** The name as a person types it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The preprocessing for images like those of a training set; picture files are turned into their
   * negatives as that says.
   *
   * @throws IllegalArgumentException if images are stored as floats and this is for bytes
   */
  public Preprocessing of(Dataset train) {
    Shape image = train.imageShape();
    if (train.imageType() != DType.U8 && (this == UNIT || this == CENTRED)) {
      throw new IllegalArgumentException(
          "normalization: %s is for images of bytes, these are stored as floats".formatted(id()));
    }
    Preprocessing numbers = numbers(train, image);
    return numbers.with(train.preprocessing().invert());
  }

  private Preprocessing numbers(Dataset train, Shape image) {
    return switch (this) {
      case NONE -> Preprocessing.none(image);
      case UNIT -> Preprocessing.unit(image);
      case CENTRED -> Preprocessing.centred(image);
      case STANDARDISE -> standardised(train);
      case PER_IMAGE ->
          (train.imageType() == DType.U8 ? Preprocessing.unit(image) : Preprocessing.none(image))
              .perImage();
    };
  }

  /** Both parts of a split, prepared by what the training part says. */
  public Split of(Split split) {
    Preprocessing preprocessing = of(split.train());
    return new Split(split.train().with(preprocessing), split.test().with(preprocessing));
  }

  /** A channel that is the same everywhere is only shifted. */
  private static Preprocessing standardised(Dataset train) {
    Shape image = train.imageShape();
    int channels = image.dim(2);
    boolean isBytes = train.imageType() == DType.U8;
    Dataset stored = train.with(Preprocessing.none(image));
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    float[] pixels = new float[(int) image.elements()];
    double scale = isBytes ? 1 / 255.0 : 1;
    double[] shift = new double[channels];
    for (int i = 0; i < train.size(); i++) {
      stored.copyInput(i, pixels, 0);
      for (int k = 0; k < pixels.length; k++) {
        int c = k % channels;
        if (i == 0 && k < channels) {
          shift[c] = pixels[k];
        }
        double value = pixels[k] - shift[c];
        sum[c] += value;
        squares[c] += value * value;
      }
    }
    double count = (double) train.size() * pixels.length / channels;
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double mean = sum[c] / count;
      double deviation = Math.sqrt(Math.max(0, squares[c] / count - mean * mean));
      means.add(scale * (mean + shift[c]));
      deviations.add(deviation > 0 ? scale * deviation : 1.0);
    }
    return new Preprocessing(
        image.dim(0),
        image.dim(1),
        channels,
        Preprocessing.Invert.NO,
        scale,
        means,
        deviations,
        null);
  }
}
