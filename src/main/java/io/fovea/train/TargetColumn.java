package io.fovea.train;

import io.fovea.data.DataException;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * What examples have to compare an output with.
 *
 * @param target classes, as many as occur or could occur, or numbers
 * @param column the same of each example: I32 scalars, or F32 {@code [..]}
 */
record TargetColumn(Target target, Column column) {
  private static final double SUM_TOLERANCE = 1e-3;

  /**
   * These targets as a loss takes them, each looked at as it is read.
   *
   * @param output name of the output, for messages
   * @param accepted by the loss, best first
   * @param isNamed whether the classes have names, so that there must be an output for each
   * @throws IllegalArgumentException if the loss takes nothing of the kind; reading throws a {@link
   *     DataException} that names the example whose target is wrong
   */
  TargetColumn asFor(String output, List<Target> accepted, boolean isNamed) {
    for (Target wanted : accepted) {
      if (target instanceof Target.Classes classes) {
        int units = units(wanted);
        boolean fits = isNamed ? classes.count() == units : classes.count() <= units;
        if (fits) {
          return new TargetColumn(wanted, ofClasses(output, wanted, units));
        }
      } else if (target instanceof Target.Values given
          && wanted instanceof Target.Values values
          && isSame(given.shape(), values.shape())) {
        return new TargetColumn(wanted, ofNumbers(values));
      }
    }
    throw new IllegalArgumentException(refusal(output, accepted));
  }

  /** The class of each of so many examples; there are as many classes as the target says. */
  int[] classes(int size) {
    int count = ((Target.Classes) target).count();
    Tensor label = Tensor.of(Shape.of(1), new int[1]);
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      column.copy(i, label, 0);
      classes[i] = label.ints()[0];
      if (classes[i] < 0 || classes[i] >= count) {
        throw Column.wrong(i, "its class is %d, there are %d".formatted(classes[i], count));
      }
    }
    return classes;
  }

  /** How many classes can be told apart; 0 where none can. */
  private static int units(Target wanted) {
    if (wanted instanceof Target.Classes classes) {
      return classes.count();
    }
    Shape shape = ((Target.Values) wanted).shape();
    return shape.rank() != 1 ? 0 : shape.dim(0) == 1 ? 2 : shape.dim(0);
  }

  /** A number and a vector of one number are the same. */
  private static boolean isSame(Shape a, Shape b) {
    return a.equals(b) || (a.elements() == 1 && b.elements() == 1);
  }

  private Column ofClasses(String output, Target wanted, int units) {
    Column.Reader label =
        (i, batch, row) -> {
          column.reader().copy(i, batch, row);
          requireClass(output, i, batch.ints()[row], units);
        };
    if (!(wanted instanceof Target.Values values)) {
      return new Column(column.item(), null, label);
    }
    int length = values.shape().dim(0);
    return new Column(
        TensorType.real(values.shape()),
        null,
        (i, batch, row) -> {
          Tensor number = Tensor.of(Shape.of(1), new int[1]);
          label.copy(i, number, 0);
          int one = length == 1 ? number.ints()[0] - 1 : number.ints()[0];
          for (int c = 0; c < length; c++) {
            batch.floats()[row * length + c] = c == one ? 1 : values.range().no();
          }
        });
  }

  private static void requireClass(String output, int example, int label, int units) {
    if (label < 0 || label >= units) {
      throw Column.wrong(
          example,
          "its class is %d, output '%s' of the model tells classes 0 to %d apart"
              .formatted(label, output, units - 1));
    }
  }

  private Column ofNumbers(Target.Values wanted) {
    int length = (int) wanted.shape().elements();
    return new Column(
        TensorType.real(wanted.shape()),
        null,
        (i, batch, row) -> {
          column.reader().copy(i, batch, row);
          requireIn(wanted, i, batch.floats(), row * length);
        });
  }

  private static void requireIn(Target.Values wanted, int example, float[] values, int from) {
    int length = (int) wanted.shape().elements();
    for (int k = 0; k < length; k++) {
      if (!wanted.range().contains(values[from + k])) {
        throw complaint(wanted, example, "is " + values[from + k] + " at element " + k);
      }
    }
    if (wanted.range() == Target.Range.DISTRIBUTION) {
      int classes = wanted.shape().dim(-1);
      for (int first = 0; first < length; first += classes) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += values[from + first + c];
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
          throw complaint(wanted, example, String.format(Locale.ROOT, "adds up to %.4g", sum));
        }
      }
    }
  }

  private static DataException complaint(Target.Values wanted, int example, String what) {
    return Column.wrong(
        example, "its target %s; with this loss it must %s".formatted(what, wanted.range().rule()));
  }

  private String refusal(String output, List<Target> accepted) {
    if (target instanceof Target.Classes classes) {
      int units = accepted.stream().mapToInt(TargetColumn::units).max().orElse(0);
      return units > 0
          ? "trainer: output '%s' of the model has %d units, the examples have %d classes%s"
              .formatted(
                  output,
                  units(accepted.get(0), units),
                  classes.count(),
                  classes.count() == units + 1
                      ? " (they are counted from 0: if the labels begin at 1, take 1 off)"
                      : "")
          : "trainer: output '%s' of the model is compared with numbers %s, the examples have classes"
              .formatted(output, ((Target.Values) accepted.get(0)).shape());
    }
    Shape given = ((Target.Values) target).shape();
    return accepted.stream()
        .filter(Target.Values.class::isInstance)
        .findFirst()
        .map(
            wanted ->
                "trainer: output '%s' of the model is %s, the targets of the examples are %s"
                    .formatted(output, ((Target.Values) wanted).shape(), given))
        .orElse(
            "trainer: the loss of output '%s' compares with classes, the examples have numbers %s"
                .formatted(output, given));
  }

  private static int units(Target first, int told) {
    boolean isOne = first instanceof Target.Values values && values.shape().elements() == 1;
    return isOne ? 1 : told;
  }
}
