package io.fovea.train;

import io.fovea.data.Dataset;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes examples of data sets and of arrays. */
final class ExampleColumns {
  private ExampleColumns() {}

  static Examples of(Dataset data) {
    TensorType item = new TensorType(data.imageType(), data.imageShape());
    int length = Math.toIntExact(data.imageShape().elements());
    Column input =
        data.imageType() == DType.U8
            ? new Column(
                item,
                ToInput.of(data.preprocessing()),
                (i, batch, row) -> data.copyBytes(i, batch.bytes(), row * length))
            : new Column(
                item, null, (i, batch, row) -> data.copyInput(i, batch.floats(), row * length));
    return new Examples(
        data.size(),
        List.of(input),
        List.of(target(data)),
        data.classNames(),
        data.preprocessing());
  }

  private static TargetColumn target(Dataset data) {
    if (data.isLabelled()) {
      return new TargetColumn(
          Target.classes(data.classNames().size()),
          new Column(
              TensorType.ints(), null, (i, batch, row) -> batch.ints()[row] = data.label(i)));
    }
    Shape shape = data.targetShape();
    int length = Math.toIntExact(shape.elements());
    return new TargetColumn(
        Target.values(shape),
        new Column(
            TensorType.real(shape),
            null,
            (i, batch, row) -> data.copyTarget(i, batch.floats(), row * length)));
  }

  /**
   * Arrays in memory.
   *
   * @param targets arrays of class numbers, or of reals
   */
  static Examples of(List<Tensor> inputs, List<?> targets) {
    if (inputs.isEmpty() || targets.isEmpty()) {
      throw new IllegalArgumentException("examples: need an input and a target");
    }
    List<Column> columns = new ArrayList<>();
    int size = inputs.get(0).shape().rank() == 0 ? 0 : inputs.get(0).shape().dim(0);
    for (Tensor input : inputs) {
      columns.add(reals("an input", "inputs", size, input));
    }
    List<TargetColumn> answers = new ArrayList<>();
    for (Object target : targets) {
      answers.add(
          target instanceof Tensor values ? target(size, values) : target(size, (int[]) target));
    }
    return new Examples(size, columns, answers, List.of(), null);
  }

  /** Classes, from 0. */
  static TargetColumn target(int size, int[] labels) {
    requireSize("a target", labels.length, size);
    int smallest = Arrays.stream(labels).min().orElseThrow();
    if (smallest < 0) {
      throw new IllegalArgumentException("examples: class " + smallest + " is negative");
    }
    int largest = Arrays.stream(labels).max().orElseThrow();
    if (largest == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("examples: class " + largest + " is too large");
    }
    return new TargetColumn(
        Target.classes(largest + 1),
        new Column(TensorType.ints(), null, (i, batch, row) -> batch.ints()[row] = labels[i]));
  }

  /** Numbers {@code [items, ..]}. */
  static TargetColumn target(int size, Tensor values) {
    Column column = reals("a target", "targets", size, values);
    return new TargetColumn(Target.values(column.item().shape()), column);
  }

  /** A weight for each example. */
  static Column weights(int size, float[] weights) {
    requireSize("weights", weights.length, size);
    for (int i = 0; i < size; i++) {
      if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "examples: a weight must be finite and not negative, that of example %d is %s"
                .formatted(i, weights[i]));
      }
    }
    return new Column(TensorType.real(), null, (i, batch, row) -> batch.floats()[row] = weights[i]);
  }

  private static Column reals(String one, String all, int size, Tensor values) {
    if (values.dtype() != DType.F32 || values.shape().rank() == 0) {
      throw new IllegalArgumentException(
          "examples: %s are F32 [items, ..], got %s %s"
              .formatted(all, values.dtype(), values.shape()));
    }
    requireSize(one, values.shape().dim(0), size);
    TensorType item = TensorType.real(values.shape().item());
    int length = (int) item.shape().elements();
    return new Column(
        item,
        null,
        (i, batch, row) ->
            System.arraycopy(values.floats(), i * length, batch.floats(), row * length, length));
  }

  private static void requireSize(String what, int size, int expected) {
    if (size != expected || size == 0) {
      throw new IllegalArgumentException(
          "examples: the first input has %d items, %s has %d".formatted(expected, what, size));
    }
  }
}
