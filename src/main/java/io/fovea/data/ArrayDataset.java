package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A data set in memory: one array of images {@code [n, h, w, c]}, bytes or floats, and targets. */
final class ArrayDataset implements Dataset {
  private final Tensor images;
  private final Targets targets;
  private final Preprocessing preprocessing;
  private final int imageLength;
  private final Preparation preparation;

  ArrayDataset(Tensor images, Targets targets, Preprocessing preprocessing) {
    Shape shape = images.shape();
    if (shape.rank() != 4 || (images.dtype() != DType.U8 && images.dtype() != DType.F32)) {
      throw new IllegalArgumentException(
          "dataset: images are U8 or F32 [n, h, w, c], got " + images.dtype() + " " + shape);
    }
    if (targets.size() != shape.dim(0)) {
      throw new IllegalArgumentException(
          "dataset: %d images have %d targets".formatted(shape.dim(0), targets.size()));
    }
    if (!preprocessing.shape().equals(shape.item())) {
      throw new IllegalArgumentException(
          "dataset: preprocessing is for images %s, these are %s"
              .formatted(preprocessing.shape(), shape.item()));
    }
    this.images = images;
    this.targets = targets;
    this.preprocessing = preprocessing;
    this.imageLength = Math.toIntExact(shape.item().elements());
    this.preparation = new Preparation(preprocessing);
  }

  @Override
  public int size() {
    return targets.size();
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public DType imageType() {
    return images.dtype();
  }

  @Override
  public List<String> classNames() {
    return targets.classNames();
  }

  @Override
  public Shape targetShape() {
    return targets.shape();
  }

  @Override
  public void copyBytes(int i, byte[] to, int at) {
    System.arraycopy(images.bytes(), i * imageLength, to, at, imageLength);
  }

  @Override
  public void copyInput(int i, float[] to, int at) {
    if (images.dtype() == DType.U8) {
      preparation.apply(images.bytes(), i * imageLength, to, at);
    } else {
      preparation.apply(images.floats(), i * imageLength, to, at);
    }
  }

  @Override
  public Tensor image(int i) {
    if (images.dtype() == DType.U8) {
      return Dataset.super.image(i);
    }
    int from = i * imageLength;
    return Tensor.of(imageShape(), Arrays.copyOfRange(images.floats(), from, from + imageLength));
  }

  @Override
  public int label(int i) {
    return targets.label(i);
  }

  @Override
  public void copyTarget(int i, float[] to, int at) {
    targets.copy(i, to, at);
  }
}
