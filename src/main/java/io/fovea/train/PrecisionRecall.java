package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Of each class the precision, {@code right / said}, the recall, {@code right / true}, and F1,
 * {@code 2 right / (said + true)}: of how many examples it was said rightly, was said, and was
 * true. Where nothing is divided by nothing, it is 0, as in scikit-learn. Of yes and no, such as
 * several labels of an example, only the yes counts, each unit being a class.
 *
 * <p>An example with a score that is not a number is missed by its class, and said to be of none.
 * Of yes and no, a prediction that is not a number is the wrong one: a yes is missed, a no is said
 * to be a yes.
 *
 * @param average how the numbers of all classes become one
 * @param threshold above which a prediction is a yes, a probability; without meaning for classes
 *     that exclude each other
 */
public record PrecisionRecall(Average average, double threshold) implements Metric {
  /** How the numbers of all classes become one. */
  public enum Average {
    /**
     * Their mean over the classes that were said or true: {@code macroPrecision}, {@code
     * macroRecall}, {@code macroF1}.
     */
    MACRO,
    /**
     * That of all classes together: {@code microPrecision}, {@code microRecall}, {@code microF1}.
     * Where each example has one class and a prediction, all three are the accuracy.
     */
    MICRO,
    /** Not at all: {@code precision0}, {@code recall0}, {@code f1Of0} and so on. */
    PER_CLASS
  }

  public PrecisionRecall {
    BinaryCounts.requireThreshold(threshold);
  }

  /** With a threshold of 1/2. */
  public PrecisionRecall(Average average) {
    this(average, 0.5);
  }

  @Override
  public String accumulator() {
    return average.name().toLowerCase(Locale.ROOT) + (threshold == 0.5 ? "" : threshold + "_");
  }

  @Override
  public boolean measures(Target target) {
    return BinaryCounts.areOf(target) || Accuracy.classes(target) > 1;
  }

  @Override
  public TensorType state(Target target) {
    if (BinaryCounts.areOf(target)) {
      return BinaryCounts.type(target);
    }
    int classes = Accuracy.classes(target);
    return TensorType.ints(classes, classes + 1);
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    Metric counts =
        BinaryCounts.areOf(compared.target()) ? BinaryAccuracy.at(threshold) : new Accuracy();
    counts.accumulate(graph, state, compared);
  }

  @Override
  public Reading read(Tensor state, long examples) {
    long[][] counts = state.shape().rank() == 3 ? ofBinary(state) : ofClasses(state);
    Map<String, Double> numbers = new LinkedHashMap<>();
    switch (average) {
      case MICRO -> {
        long[] all = new long[3];
        for (long[] ofClass : counts) {
          for (int i = 0; i < 3; i++) {
            all[i] += ofClass[i];
          }
        }
        put(numbers, "micro", "", of(all));
      }
      case MACRO -> put(numbers, "macro", "", mean(counts));
      case PER_CLASS -> {
        for (int c = 0; c < counts.length; c++) {
          put(numbers, "", "" + c, of(counts[c]));
        }
      }
    }
    return Reading.of(numbers);
  }

  /** Of each class: how often it was said rightly, was said, and was true. */
  private static long[][] ofBinary(Tensor state) {
    BinaryCounts counts = new BinaryCounts(state);
    long[][] sums = new long[counts.units()][];
    for (int c = 0; c < sums.length; c++) {
      long right = counts.count(c, 1, 1);
      sums[c] = new long[] {right, right + counts.count(c, 0, 1), right + counts.count(c, 1, 0)};
    }
    return sums;
  }

  /** The same; what is in the last column was not said to be of any class. */
  private static long[][] ofClasses(Tensor state) {
    int classes = state.shape().dim(0);
    int columns = state.shape().dim(1);
    long[][] sums = new long[classes][3];
    for (int label = 0; label < classes; label++) {
      for (int said = 0; said < columns; said++) {
        int count = state.ints()[label * columns + said];
        sums[label][0] += label == said ? count : 0;
        sums[label][2] += count;
        if (said < classes) {
          sums[said][1] += count;
        }
      }
    }
    return sums;
  }

  private static double[] of(long[] counts) {
    return new double[] {
      counts[0] / (double) Math.max(1, counts[1]),
      counts[0] / (double) Math.max(1, counts[2]),
      2 * counts[0] / (double) Math.max(1, counts[1] + counts[2])
    };
  }

  private static double[] mean(long[][] counts) {
    double[] mean = new double[3];
    long occurring = 0;
    for (long[] ofClass : counts) {
      occurring += ofClass[1] + ofClass[2] > 0 ? 1 : 0;
    }
    for (long[] ofClass : counts) {
      for (int i = 0; i < 3; i++) {
        mean[i] += of(ofClass)[i] / Math.max(1, occurring);
      }
    }
    return mean;
  }

  private static void put(
      Map<String, Double> numbers, String before, String after, double[] values) {
    boolean isPlain = before.isEmpty();
    numbers.put(before + (isPlain ? "precision" : "Precision") + after, values[0]);
    numbers.put(before + (isPlain ? "recall" : "Recall") + after, values[1]);
    numbers.put(before + (isPlain ? "f1Of" : "F1") + after, values[2]);
  }
}
