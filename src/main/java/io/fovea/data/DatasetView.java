package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;

/** Some examples of another data set, in an order of their own. */
final class DatasetView implements Dataset {
  private final Dataset source;
  private final int[] indices;

  private DatasetView(Dataset source, int[] indices) {
    this.source = source;
    this.indices = indices;
  }

  static Dataset of(Dataset source, int[] indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("dataset: a subset needs at least one example");
    }
    int[] copy = indices.clone();
    for (int index : copy) {
      if (index < 0 || index >= source.size()) {
        throw new IllegalArgumentException(
            "dataset: there is no example %d, they are 0 to %d"
                .formatted(index, source.size() - 1));
      }
    }
    return new DatasetView(source, copy);
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Preprocessing preprocessing() {
    return source.preprocessing();
  }

  @Override
  public DType imageType() {
    return source.imageType();
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public Shape targetShape() {
    return source.targetShape();
  }

  @Override
  public void copyBytes(int i, byte[] to, int at) {
    source.copyBytes(indices[i], to, at);
  }

  @Override
  public void copyInput(int i, float[] to, int at) {
    source.copyInput(indices[i], to, at);
  }

  @Override
  public Tensor image(int i) {
    return source.image(indices[i]);
  }

  @Override
  public int label(int i) {
    return source.label(indices[i]);
  }

  @Override
  public void copyTarget(int i, float[] to, int at) {
    source.copyTarget(indices[i], to, at);
  }
}
