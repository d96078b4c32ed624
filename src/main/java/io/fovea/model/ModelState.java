package io.fovea.model;

import io.fovea.graph.StateLayout;
import io.fovea.nn.Parameter;
import io.fovea.nn.Statistic;
import io.fovea.op.TensorType;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Where the state of a model lies: names of variables and regions. */
public final class ModelState {
  /** The region of all parameters, whose paths are their names. */
  public static final String PARAMETERS = "parameters";

  /** The region of all statistics, and what their names begin with. */
  public static final String STATISTICS = "statistics";

  /** The seed of random ops, {@code [2]} (I32), low word first; for training only. */
  public static final String SEED = "control/seed";

  /** The number of steps finished (I32 scalar); for training only. */
  public static final String STEP = "control/step";

  /** Whether all steps so far were finite (I32 scalar); for training only. */
  public static final String HEALTHY = "control/healthy";

  private static final Pattern RESERVED =
      Pattern.compile(
          "(parameters|gradients|moment\\d+|statistics|control|metrics|data|optimizer)(/.*)?");

  private ModelState() {}

  /** Adds the parameters and statistics of a model: all that inference needs. */
  public static void declare(Model model, StateLayout.Builder layout) {
    for (Parameter parameter : model.parameters()) {
      layout.addTo(PARAMETERS, parameter.path(), TensorType.real(parameter.shape()));
    }
    for (Statistic statistic : model.statistics()) {
      layout.addTo(
          STATISTICS, STATISTICS + "/" + statistic.path(), TensorType.real(statistic.shape()));
    }
  }

  /** Adds what layers need beside these while training. */
  public static void declareControl(StateLayout.Builder layout) {
    layout.add(SEED, TensorType.ints(2));
    layout.add(STEP, TensorType.ints());
    layout.add(HEALTHY, TensorType.ints());
  }

  /** Paths of all parameters and statistics of a model, as people use them, sorted. */
  public static SortedSet<String> paths(Model model) {
    SortedSet<String> paths = new TreeSet<>();
    model.parameters().forEach(p -> paths.add(p.path()));
    model.statistics().forEach(s -> paths.add(s.path()));
    return paths;
  }

  /**
   * The variable of a parameter or statistic.
   *
   * @throws IllegalArgumentException listing the paths there are, if there is none of that path
   */
  public static String variable(Model model, String path) {
    if (model.parameters().stream().anyMatch(p -> p.path().equals(path))) {
      return path;
    }
    if (model.statistics().stream().anyMatch(s -> s.path().equals(path))) {
      return STATISTICS + "/" + path;
    }
    throw new IllegalArgumentException(
        "model: no parameter '" + path + "'; there are " + paths(model));
  }

  static void requireFree(String path) {
    if (RESERVED.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "model: parameter '" + path + "' must not begin with a name that the trainer uses");
    }
  }
}
