package io.fovea.cli;

import io.fovea.graph.GraphBuilder;
import io.fovea.nn.Registry;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.BinaryCrossEntropy;
import io.fovea.train.CrossEntropy;
import io.fovea.train.Huber;
import io.fovea.train.Loss;
import io.fovea.train.MultiClassHinge;
import io.fovea.train.Quantile;
import io.fovea.train.SigmoidCrossEntropy;
import io.fovea.train.SoftmaxCrossEntropy;
import io.fovea.train.Target;
import io.fovea.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is made small. */
final class LossOptions {
  @Option(
      names = "--loss",
      paramLabel = "NAME[:A[:B]]",
      description =
          "What is made small: softmax_cross_entropy, cross_entropy (of probabilities),"
              + " sigmoid_cross_entropy, binary_cross_entropy, mse, mae, huber[:DELTA], log_cosh,"
              + " quantile[:Q], hinge or multi_class_hinge[:MARGIN[:POWER]]; numbers are compared"
              + " with the classes one-hot (default: softmax_cross_entropy; for one unit"
              + " sigmoid_cross_entropy, for several that end in a sigmoid binary_cross_entropy).")
  private @Nullable String name;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      description =
          "Of the cross-entropies: targets move so far from one class to all (default: 0).")
  private @Nullable Double labelSmoothing;

  /** Short names that people use. */
  private static final Map<String, String> SHORT =
      Map.of(
          "mse", "mean_squared_error",
          "mae", "mean_absolute_error",
          "bce", "binary_cross_entropy");

  /** What only makes sense with a loss in it. */
  private static final Set<String> WRAPPERS = Set.of("scaled");

  /** Whether a loss is named. */
  boolean isNamed() {
    return name != null;
  }

  /** Whether anything is said of the loss. */
  boolean isGiven() {
    return name != null || labelSmoothing != null;
  }

  /**
   * What is asked for.
   *
   * @param usual the loss where none is named
   * @throws MisuseException naming what is wrong
   */
  Loss loss(Loss usual) {
    Loss named = name == null ? usual : of(name);
    return labelSmoothing == null ? named : smoothed(named, labelSmoothing);
  }

  private static Loss smoothed(Loss loss, double part) {
    try {
      if (loss instanceof SoftmaxCrossEntropy softmax) {
        return softmax.labelSmoothing(part);
      }
      if (loss instanceof CrossEntropy cross) {
        return cross.labelSmoothing(part);
      }
      if (loss instanceof SigmoidCrossEntropy sigmoid) {
        return sigmoid.labelSmoothing(part);
      }
      if (loss instanceof BinaryCrossEntropy binary) {
        return binary.labelSmoothing(part);
      }
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--label-smoothing " + part + ": " + e.getMessage(), e);
    }
    throw new MisuseException(
        "--label-smoothing: " + name(loss) + " has none; the cross-entropies have");
  }

  /** A resumed training keeps its loss; asking for another is a mistake. */
  void requireSame(Trainer resumed, Sameness sameness) {
    List<Loss> before = resumed.losses();
    if (name != null) {
      sameness.require("--loss " + name, List.of(loss(before.get(0))).equals(before), before);
    } else if (labelSmoothing != null) {
      boolean isSame = smoothed(before.get(0), labelSmoothing).equals(before.get(0));
      sameness.require("--label-smoothing " + labelSmoothing, isSame, before);
    }
  }

  /**
   * The loss with a registered name, with its usual settings where no numbers stand behind it, as
   * in {@code huber:2}.
   *
   * @throws MisuseException listing the names, if there is none, or naming the number that is wrong
   */
  static Loss of(String text) {
    NumberedName name = new NumberedName("--loss", text);
    String plain = name.name().replace('-', '_');
    try {
      switch (plain) {
        case "huber", "quantile" -> name.requireAtMost(1);
        case "multi_class_hinge" -> name.requireAtMost(2);
        default -> name.requireAtMost(0);
      }
      return switch (plain) {
        case "huber" -> new Huber(name.number(1, 1));
        case "quantile" -> new Quantile(name.number(1, 0.5));
        case "multi_class_hinge" -> new MultiClassHinge(name.number(1, 1), name.whole(2, 1));
        default -> plain(name, plain);
      };
    } catch (IllegalArgumentException e) {
      throw name.wrong(e);
    }
  }

  private static Loss plain(NumberedName name, String plain) {
    Registry.Entry entry = Registry.all().of(Loss.class, SHORT.getOrDefault(plain, plain));
    if (entry == null || WRAPPERS.contains(plain)) {
      Set<String> names = new TreeSet<>(Registry.all().names(Loss.class));
      names.removeAll(WRAPPERS);
      names.addAll(SHORT.keySet());
      throw name.unknown(String.join(", ", names));
    }
    return (Loss) entry.prototype();
  }

  /** The name that a loss is registered by. */
  static String name(Loss loss) {
    Registry.Entry entry = Registry.all().of(loss);
    return entry == null ? loss.getClass().getName() : entry.name();
  }

  /**
   * Adds the loss of each example after the first output of a model, with targets drawn from a
   * seed.
   *
   * @param values takes the targets
   */
  static List<Value> after(
      Value output, Loss loss, GraphBuilder graph, Map<String, Tensor> values, long seed) {
    Target target = loss.targets(output.shape().item()).get(0);
    Tensor drawn = draw(target, output.shape().dim(0), Philox.sequence(seed, "targets"));
    boolean areClasses = target instanceof Target.Classes;
    TensorType type = areClasses ? TensorType.ints(drawn.length()) : TensorType.real(drawn.shape());
    values.put("targets", drawn);
    return List.of(loss.build(graph, output, graph.input("targets", type)).perExample());
  }

  private static Tensor draw(Target target, int n, Philox.Sequence random) {
    if (target instanceof Target.Classes classes) {
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        labels[i] = random.nextInt(classes.count());
      }
      return Tensor.of(Shape.of(n), labels);
    }
    Target.Values values = (Target.Values) target;
    Shape shape = values.shape().batched(n);
    double[] numbers = new double[(int) shape.elements()];
    int classes = shape.dim(-1);
    int one = 0;
    for (int i = 0; i < numbers.length; i++) {
      one = i % classes == 0 ? random.nextInt(classes) : one;
      numbers[i] =
          switch (values.range()) {
            case ANY, UNIT -> random.nextDouble();
            case SIGN -> 2 * random.nextInt(2) - 1;
            case DISTRIBUTION -> i % classes == one ? 1 : 0;
          };
    }
    return Tensor.of(shape, numbers);
  }
}
