package io.fovea.cli;

import io.fovea.graph.GraphBuilder;
import io.fovea.nn.Registry;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Loss;
import io.fovea.train.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Losses by name, as options have them. */
final class LossOptions {
  /** Short names that people use. */
  private static final Map<String, String> SHORT =
      Map.of(
          "mse", "mean_squared_error",
          "mae", "mean_absolute_error",
          "bce", "binary_cross_entropy");

  /** What only makes sense with a loss in it. */
  private static final Set<String> WRAPPERS = Set.of("scaled");

  private LossOptions() {}

  /**
   * The loss with a registered name, with its usual settings.
   *
   * @throws MisuseException listing the names, if there is none
   */
  static Loss of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
    Registry.Entry entry = Registry.all().of(Loss.class, SHORT.getOrDefault(plain, plain));
    if (entry == null || WRAPPERS.contains(plain)) {
      Set<String> names = new TreeSet<>(Registry.all().names(Loss.class));
      names.removeAll(WRAPPERS);
      names.addAll(SHORT.keySet());
      throw new MisuseException(
          "--loss: there is no '%s'; there are %s".formatted(name, String.join(", ", names)));
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
