package io.fovea.train;

import io.fovea.data.Dataset;
import io.fovea.data.Partition;
import io.fovea.data.Permutation;
import io.fovea.data.Preprocessing;
import io.fovea.data.Preprocessing.Invert;
import io.fovea.model.Model;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What trainers learn from and are measured by: examples with one array for each input of a model
 * and one target, a class or numbers, for each of its outputs; each may have a weight. Immutable.
 */
public final class Examples {
  private final int size;
  private final List<Column> inputs;
  private final List<TargetColumn> targets;
  private final @Nullable Column weights;
  private final List<String> classNames;
  private final @Nullable Preprocessing preprocessing;

  /** What these were made of to fit losses, or null if they were not. */
  private final @Nullable Object origin;

  private Examples(
      int size,
      List<Column> inputs,
      List<TargetColumn> targets,
      @Nullable Column weights,
      List<String> classNames,
      @Nullable Preprocessing preprocessing,
      @Nullable Object origin) {
    this.size = size;
    this.inputs = inputs;
    this.targets = targets;
    this.weights = weights;
    this.classNames = classNames;
    this.preprocessing = preprocessing;
    this.origin = origin;
  }

  /** Examples without weights. */
  Examples(
      int size,
      List<Column> inputs,
      List<TargetColumn> targets,
      List<String> classNames,
      @Nullable Preprocessing preprocessing) {
    this(size, inputs, targets, null, classNames, preprocessing, null);
  }

  /** The images and targets of a data set, for a model with one input and one output. */
  public static Examples of(Dataset data) {
    return ExampleColumns.of(data);
  }

  /**
   * An array in memory with classes, for a model with one input and one output.
   *
   * @param inputs {@code [items, ..]} (F32); shared, not copied
   * @param labels the class of each item, from 0; shared, not copied
   * @throws IllegalArgumentException if the numbers of items differ
   */
  public static Examples of(Tensor inputs, int[] labels) {
    return of(List.of(inputs), List.of(labels));
  }

  /**
   * An array in memory with numbers, for a model with one input and one output.
   *
   * @param inputs {@code [items, ..]} (F32); shared, not copied
   * @param targets {@code [items, ..]} (F32); shared, not copied
   * @throws IllegalArgumentException if the numbers of items differ
   */
  public static Examples of(Tensor inputs, Tensor targets) {
    return of(List.of(inputs), targets);
  }

  /**
   * Arrays in memory, shared and not copied, for a model with several inputs and an output; {@link
   * #and} brings the targets of further outputs.
   *
   * @param inputs one {@code [items, ..]} (F32) per input of the model
   * @param targets {@code [items, ..]} (F32)
   * @throws IllegalArgumentException if the numbers of items differ
   */
  public static Examples of(List<Tensor> inputs, Tensor targets) {
    return ExampleColumns.of(inputs, List.of(targets));
  }

  /**
   * Arrays in memory, shared and not copied.
   *
   * @param inputs one {@code [items, ..]} (F32) per input of the model
   * @param labels one per output of the model: the class of each item, from 0
   * @throws IllegalArgumentException if the numbers of items differ
   */
  public static Examples of(List<Tensor> inputs, List<int[]> labels) {
    return ExampleColumns.of(inputs, labels);
  }

  /** These examples with classes for one more output of the model. */
  public Examples and(int[] labels) {
    return and(ExampleColumns.target(size, labels));
  }

  /** These examples with numbers {@code [items, ..]} (F32) for one more output of the model. */
  public Examples and(Tensor values) {
    return and(ExampleColumns.target(size, values));
  }

  private Examples and(TargetColumn more) {
    List<TargetColumn> all = new ArrayList<>(targets);
    all.add(more);
    return new Examples(size, inputs, all, weights, classNames, preprocessing, null);
  }

  /**
   * These examples, each counting as much in a loss as its weight says; metrics count all alike.
   *
   * @param weight of each example, finite and not negative; shared, not copied
   * @throws IllegalArgumentException if they are not as many as the examples, or one is wrong
   */
  public Examples weighted(float[] weight) {
    Column column = ExampleColumns.weights(size, weight);
    return new Examples(size, inputs, targets, column, classNames, preprocessing, null);
  }

  /**
   * Classes as numbers: {@code [items, classes]}, 1 for the class of an item among zeros.
   *
   * @throws IllegalArgumentException if a label is not in 0 to {@code classes - 1}
   */
  public static Tensor oneHot(int[] labels, int classes) {
    Tensor values = Tensor.zeros(DType.F32, Shape.of(labels.length, classes));
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "one-hot: label %d of example %d is not in 0 to %d"
                .formatted(labels[i], i, classes - 1));
      }
      values.floats()[i * classes + labels[i]] = 1;
    }
    return values;
  }

  /** Number of examples, at least 1. */
  public int size() {
    return size;
  }

  List<Column> inputs() {
    return inputs;
  }

  List<TargetColumn> targets() {
    return targets;
  }

  /** Whether examples have weights. */
  boolean isWeighted() {
    return weights != null;
  }

  /** All there is of each example, by its name on the device. */
  Map<String, Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      columns.put(TrainerLayout.input(i), inputs.get(i));
    }
    for (int i = 0; i < targets.size(); i++) {
      columns.put(TrainerLayout.target(i), targets.get(i).column());
    }
    if (weights != null) {
      columns.put(TrainerLayout.WEIGHTS, weights);
    }
    return columns;
  }

  /** Names of the classes; empty if they have none. */
  public List<String> classNames() {
    return classNames;
  }

  /** How pictures become input, or null if these are no pictures. */
  public @Nullable Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * These examples as the losses of a model take them. Targets are looked at as they are read.
   *
   * @param accepted what each loss can compare its output with, best first
   * @throws IllegalArgumentException naming what differs
   */
  Examples fitFor(Model model, List<List<Target>> accepted) {
    if (inputs.size() != model.inputs().size() || targets.size() != model.outputs().size()) {
      throw new IllegalArgumentException(
          "trainer: the model has %d inputs and %d outputs, the examples have %d and %d"
              .formatted(
                  model.inputs().size(), model.outputs().size(), inputs.size(), targets.size()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      Model.Entrance input = model.inputs().get(i);
      if (!inputs.get(i).item().shape().equals(input.shape())) {
        throw new IllegalArgumentException(
            "trainer: input '%s' of the model is %s, the examples are %s"
                .formatted(input.name(), input.shape(), inputs.get(i).item().shape()));
      }
    }
    if (origin != null) {
      return this;
    }
    List<TargetColumn> fitting = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      String output = model.outputs().get(i);
      fitting.add(targets.get(i).asFor(output, accepted.get(i), !classNames.isEmpty()));
    }
    return new Examples(size, inputs, fitting, weights, classNames, preprocessing, this);
  }

  /** Whether both are the same examples, made fit for losses or not. */
  boolean isSame(@Nullable Examples other) {
    return other != null && origin() == other.origin();
  }

  private Object origin() {
    return origin == null ? this : origin;
  }

  /**
   * These examples as a model is to see them that was trained on others.
   *
   * @param prepared how the others became input; null if they were no pictures
   * @param names of their classes; may be empty
   * @throws IllegalArgumentException if classes have other names, or these are stored as numbers
   *     that were prepared in another way
   */
  Examples asTrainedOn(@Nullable Preprocessing prepared, List<String> names) {
    if (!names.isEmpty() && !classNames.isEmpty()) {
      requireNames(names);
    }
    Invert any = Invert.NO;
    if (prepared == null
        || preprocessing == null
        || prepared.with(any).equals(preprocessing.with(any))) {
      return this;
    }
    Column column = inputs.get(0);
    if (column.item().dtype() != DType.U8) {
      throw new IllegalArgumentException(
          "evaluate: the images are stored as numbers, prepared as %s; those trained on were %s"
              .formatted(preprocessing, prepared));
    }
    Column pixels = new Column(column.item(), ToInput.of(prepared), column.reader());
    return withInputs(List.of(pixels), prepared);
  }

  /**
   * What a stored zero becomes, for each channel of a picture; zero if these are no pictures, or
   * each is standardised by itself.
   */
  List<Float> storedZero() {
    return preprocessing == null || preprocessing.imageEpsilon() != null
        ? List.of(0f)
        : ToInput.of(preprocessing).normalize().shift();
  }

  /** These examples with other inputs. */
  Examples withInputs(List<Column> columns, @Nullable Preprocessing prepared) {
    return new Examples(size, columns, targets, weights, classNames, prepared, null);
  }

  private void requireNames(List<String> names) {
    if (names.size() != classNames.size()) {
      throw new IllegalArgumentException(
          "evaluate: the model was trained on %d classes, the examples have %d"
              .formatted(names.size(), classNames.size()));
    }
    for (int c = 0; c < names.size(); c++) {
      if (!names.get(c).equals(classNames.get(c))) {
        throw new IllegalArgumentException(
            "evaluate: class %d was '%s' in the training data, it is '%s' in these examples"
                .formatted(c, names.get(c), classNames.get(c)));
      }
    }
  }

  /**
   * Two disjoint parts of examples.
   *
   * @param train to learn from
   * @param test to measure by
   */
  public record Parts(Examples train, Examples test) {}

  /**
   * These examples in two parts in random order, the second with the given part of all examples,
   * rounded.
   *
   * @throws IllegalArgumentException if either would be empty
   */
  public Parts split(double testFraction, long seed) {
    return parts(testFraction, seed, false);
  }

  /**
   * As {@link #split}, and each class has the same part of its examples in the second part, to
   * within one. Where examples have several targets, it goes by the first that is a class.
   *
   * @throws IllegalStateException if no target is a class
   */
  public Parts stratifiedSplit(double testFraction, long seed) {
    return parts(testFraction, seed, true);
  }

  private Parts parts(double testFraction, long seed, boolean isStratified) {
    Partition parts = partition(Permutation.of(seed, 0, size), testFraction, isStratified);
    return new Parts(subset(parts.train()), subset(parts.test()));
  }

  /** Deals the examples out in an order. */
  Partition partition(int[] order, double testFraction, boolean isStratified) {
    if (!isStratified) {
      return Partition.of(order, testFraction);
    }
    List<TargetColumn> given = origin instanceof Examples before ? before.targets : targets;
    for (TargetColumn target : given) {
      if (target.target() instanceof Target.Classes classes) {
        return Partition.stratified(order, target.classes(size), classes.count(), testFraction);
      }
    }
    throw new IllegalStateException(
        "examples: a stratified split needs a target that is a class, all targets are numbers");
  }

  /** The examples of the given numbers, in that order. */
  Examples subset(int[] indices) {
    return new Examples(
        indices.length,
        inputs.stream().map(column -> subset(column, indices)).toList(),
        targets.stream()
            .map(target -> new TargetColumn(target.target(), subset(target.column(), indices)))
            .toList(),
        weights == null ? null : subset(weights, indices),
        classNames,
        preprocessing,
        origin == null ? null : new Object());
  }

  private static Column subset(Column column, int[] indices) {
    return new Column(
        column.item(), column.toInput(), (i, batch, row) -> column.copy(indices[i], batch, row));
  }

  /** What a program that was compiled for these examples depends on; compared by equals. */
  Object form() {
    return columns().entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue().form())
        .toList();
  }

  /** Bytes of all of it, as a device would hold it. */
  long bytes() {
    long item = Integer.BYTES;
    for (Column column : columns().values()) {
      item += column.item().bytes();
    }
    return item * size;
  }
}
