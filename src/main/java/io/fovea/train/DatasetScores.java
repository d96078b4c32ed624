package io.fovea.train;

import io.fovea.data.Dataset;
import io.fovea.model.Model;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a model makes of all images of a data set, batch by batch. */
final class DatasetScores {
  private static final int BATCH = 256;

  private DatasetScores() {}

  /**
   * The first output of a model, {@code [size, ..]}.
   *
   * @param takesPixels whether stored bytes may be handed over as they are
   * @param predict for a batch
   */
  static Tensor of(Dataset data, Model model, boolean takesPixels, UnaryOperator<Tensor> predict) {
    Shape item = model.shape(model.outputs().get(0));
    Tensor scores = Tensor.zeros(DType.F32, item.batched(data.size()));
    int length = (int) item.elements();
    for (int from = 0; from < data.size(); from += BATCH) {
      int n = Math.min(BATCH, data.size() - from);
      float[] values = predict.apply(batch(data, from, n, takesPixels)).floats();
      System.arraycopy(values, 0, scores.floats(), from * length, n * length);
    }
    return scores;
  }

  /** The class of each image, {@code predict} giving those of a batch. */
  static int[] classes(Dataset data, boolean takesPixels, Function<Tensor, int[]> predict) {
    int[] classes = new int[data.size()];
    for (int from = 0; from < data.size(); from += BATCH) {
      int n = Math.min(BATCH, data.size() - from);
      System.arraycopy(predict.apply(batch(data, from, n, takesPixels)), 0, classes, from, n);
    }
    return classes;
  }

  private static Tensor batch(Dataset data, int from, int n, boolean takesPixels) {
    boolean isPixels = takesPixels && data.imageType() == DType.U8;
    int length = Math.toIntExact(data.imageShape().elements());
    Tensor batch = Tensor.zeros(isPixels ? DType.U8 : DType.F32, data.imageShape().batched(n));
    for (int i = 0; i < n; i++) {
      if (isPixels) {
        data.copyBytes(from + i, batch.bytes(), i * length);
      } else {
        data.copyInput(from + i, batch.floats(), i * length);
      }
    }
    return batch;
  }
}
