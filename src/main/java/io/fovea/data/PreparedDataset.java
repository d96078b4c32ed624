package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;

/** The examples of another data set, whose images become input in another way. */
final class PreparedDataset implements Dataset {
  private final Dataset source;
  private final Preprocessing preprocessing;
  private final Preparation preparation;

  static Dataset of(Dataset data, Preprocessing preprocessing) {
    Dataset source = data instanceof PreparedDataset prepared ? prepared.source : data;
    return preprocessing.equals(source.preprocessing())
        ? source
        : new PreparedDataset(source, preprocessing);
  }

  private PreparedDataset(Dataset source, Preprocessing preprocessing) {
    Preprocessing before = source.preprocessing();
    boolean isStored =
        source.imageType() == DType.U8 || before.equals(Preprocessing.none(before.shape()));
    if (!isStored) {
      throw new IllegalArgumentException("dataset: its floats were prepared already, as " + before);
    }
    if (!preprocessing.shape().equals(source.imageShape())) {
      throw new IllegalArgumentException(
          "dataset: preprocessing is for images %s, these are %s"
              .formatted(preprocessing.shape(), source.imageShape()));
    }
    this.source = source;
    this.preprocessing = preprocessing;
    this.preparation = new Preparation(preprocessing);
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
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
    source.copyBytes(i, to, at);
  }

  @Override
  public void copyInput(int i, float[] to, int at) {
    if (imageType() == DType.U8) {
      byte[] bytes = new byte[(int) imageShape().elements()];
      source.copyBytes(i, bytes, 0);
      preparation.apply(bytes, 0, to, at);
    } else {
      source.copyInput(i, to, at);
      preparation.apply(to, at, to, at);
    }
  }

  @Override
  public Tensor image(int i) {
    return source.image(i);
  }

  @Override
  public int label(int i) {
    return source.label(i);
  }

  @Override
  public void copyTarget(int i, float[] to, int at) {
    source.copyTarget(i, to, at);
  }
}
