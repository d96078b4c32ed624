package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.List;

/**
 * Where a model looks: how strongly the score of a class depends on each pixel of an image.
 *
 * <p>Source: Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", 2013.
 */
public final class Saliency {
  private Saliency() {}

  /**
   * The saliency of the predicted class.
   *
   * @param image as the model takes it: stored pixels (U8) or prepared numbers (F32)
   * @throws IllegalArgumentException if the model cannot take it, its scores are not numbers, or it
   *     tells no classes apart
   */
  public static Drawing of(Predictor predictor, Tensor image) {
    if (!predictor.isClassifier()) {
      throw new IllegalArgumentException(
          "saliency: the model was trained for numbers and predicts no class; say which of its"
              + " outputs to explain");
    }
    int predicted = new Probe(predictor, image).prediction();
    if (predicted < 0) {
      throw new IllegalArgumentException("saliency: no prediction, the scores are not numbers");
    }
    return of(predictor, image, predicted);
  }

  /** The saliency of a class: the image, the map, and the map on the image. */
  public static Drawing of(Predictor predictor, Tensor image, int aClass) {
    Probe probe = new Probe(predictor, image);
    Tensor map = values(predictor, image, aClass);
    Shading shading = Shading.of(map.doubles());
    int h = map.shape().dim(0);
    int w = map.shape().dim(1);
    Tensor heat = shading.image(map.doubles(), h, w);
    String name = Probe.name(predictor.classNames(), aClass);
    return new TileSheet()
        .heading("Saliency of " + name, probe.verdict())
        .tiles(
            List.of(
                Tile.of(probe.picture(), "image"),
                Tile.of(heat, "|gradient of the score|"),
                Tile.of(overlay(probe.picture(), map, shading), "both")),
            200)
        .scale(shading)
        .drawing("Saliency of " + name);
  }

  /**
   * The numbers behind: the largest magnitude among the channels of each pixel.
   *
   * @return {@code [h, w]} (F64)
   */
  public static Tensor values(Predictor predictor, Tensor image, int aClass) {
    Probe probe = new Probe(predictor, image);
    Tensor gradient = predictor.inputGradients(probe.batch(), aClass);
    Shape shape = gradient.shape();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(
          "saliency: the model takes %s, not images".formatted(shape.item()));
    }
    int channels = shape.dim(3);
    Tensor map = Tensor.zeros(DType.F64, Shape.of(shape.dim(1), shape.dim(2)));
    for (int i = 0; i < gradient.length(); i++) {
      int pixel = i / channels;
      map.doubles()[pixel] = Math.max(map.doubles()[pixel], Math.abs(gradient.get(i)));
    }
    return map;
  }

  /** The image, dim and grey, and in colour where the map is strong. */
  private static Tensor overlay(Tensor picture, Tensor map, Shading shading) {
    int channels = picture.shape().dim(2);
    Tensor both = Tensor.zeros(DType.U8, picture.shape().with(2, 3));
    for (int i = 0; i < map.length(); i++) {
      double grey = 0;
      for (int c = 0; c < channels; c++) {
        grey += (picture.bytes()[i * channels + c] & 0xff) / (double) channels;
      }
      double strength = Math.sqrt(Math.min(1, map.get(i) / shading.high()));
      int colour = shading.colour(map.get(i));
      for (int c = 0; c < 3; c++) {
        double heat = colour >> (16 - 8 * c) & 0xff;
        double level = grey * 0.7 * (1 - strength) + heat * strength;
        both.bytes()[3 * i + c] = (byte) Math.round(level);
      }
    }
    return both;
  }
}
