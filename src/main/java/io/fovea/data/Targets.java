package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** What the examples of a data set in memory should be mapped to. */
sealed interface Targets {
  int size();

  List<String> classNames();

  Shape shape();

  int label(int i);

  void copy(int i, float[] to, int at);

  /** One class number per example. */
  record Classes(int[] labels, List<String> classNames) implements Targets {
    public Classes {
      classNames = List.copyOf(classNames);
      if (classNames.isEmpty()) {
        throw new IllegalArgumentException("dataset: labels need at least one class name");
      }
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= classNames.size()) {
          throw new IllegalArgumentException(
              "dataset: label %d of example %d is not in 0 to %d"
                  .formatted(labels[i], i, classNames.size() - 1));
        }
      }
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Shape shape() {
      return Shape.of(classNames.size());
    }

    @Override
    public int label(int i) {
      return labels[i];
    }

    @Override
    public void copy(int i, float[] to, int at) {
      Arrays.fill(to, at, at + classNames.size(), 0);
      to[at + labels[i]] = 1;
    }
  }

  /** An array of floats per example: {@code values [n, ...]}. */
  record Floats(Tensor values) implements Targets {
    public Floats {
      if (values.dtype() != DType.F32 || values.shape().rank() == 0) {
        throw new IllegalArgumentException(
            "dataset: targets are F32 [n, ...], got " + values.dtype() + " " + values.shape());
      }
    }

    @Override
    public int size() {
      return values.shape().dim(0);
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public Shape shape() {
      return values.shape().item();
    }

    @Override
    public int label(int i) {
      throw new IllegalStateException("dataset: the targets are floats, there are no labels");
    }

    @Override
    public void copy(int i, float[] to, int at) {
      int length = values.length() / size();
      System.arraycopy(values.floats(), i * length, to, at, length);
    }
  }
}
