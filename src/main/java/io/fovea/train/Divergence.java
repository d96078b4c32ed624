package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.CheckFinite;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first value of a step that is not finite, by running that step again with a look at
 * what every node computed. The update does nothing meanwhile, so nothing is spoilt.
 */
final class Divergence {
  private static final String ADVICE =
      "The parameters are as they were before that step. A smaller learning rate, or a look at the"
          + " examples of that batch, may help";

  private final int step;
  private @Nullable Graph graph;
  private @Nullable DivergedException found;
  private double largest = -1;
  private String largestGradient = "";
  private String largestPlace = "";

  private Divergence(int step) {
    this.step = step;
  }

  /**
   * Explains a step that went wrong.
   *
   * @param parameters of the model, as they are
   * @param inputs of the batch, by the names of the model's
   * @param examples numbers of those of the batch, for messages
   * @param compile makes the program of the batch with given options
   * @param feed hands the batch to that program
   */
  static DivergedException explain(
      int step,
      Map<String, Tensor> parameters,
      Map<String, Tensor> inputs,
      int[] examples,
      Function<CompileOptions, Program> compile,
      Consumer<Program> feed,
      State state) {
    for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
      int at = firstBad(parameter.getValue());
      if (at >= 0) {
        String path = parameter.getKey();
        return exception(step, layer(path), path, path, parameter.getValue(), at);
      }
    }
    DivergedException bad = ofInput(step, inputs, examples);
    if (bad != null) {
      return bad;
    }
    Divergence divergence = new Divergence(step);
    CompileOptions options = CompileOptions.standard().observedBy(divergence::look);
    try (Program program = compile.apply(options)) {
      divergence.graph = program.graph();
      feed.accept(program);
      program.run();
      state.read(TrainerLayout.POSITION);
    }
    DivergedException found = divergence.found;
    return found != null
        ? found
        : new DivergedException(
            "training diverged at step "
                + step
                + ": loss or gradients were not finite, but were when the step was run again",
            step,
            "",
            "");
  }

  private static @Nullable DivergedException ofInput(
      int step, Map<String, Tensor> inputs, int[] examples) {
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Tensor batch = input.getValue();
      int at = firstBad(batch);
      if (at >= 0) {
        int length = batch.length() / examples.length;
        return new DivergedException(
            String.format(
                Locale.ROOT,
                "training diverged at step %d: input '%s' of example %d is not finite: %s, element"
                    + " %d of %s. The parameters are as they were before that step",
                step,
                input.getKey(),
                examples[at / length],
                batch.get(at),
                at % length,
                batch.shape().item()),
            step,
            "data",
            input.getKey());
      }
    }
    return null;
  }

  private void look(Node node, List<Tensor> outputs) {
    for (int i = 0; i < outputs.size() && found == null; i++) {
      Tensor value = outputs.get(i);
      int at = firstBad(value);
      String tensor = name(node, i);
      if (tensor.startsWith(TrainerLayout.TRAINING)) {
        continue; // It may be that of steps that came later.
      }
      if (at < 0 && tensor.startsWith(TrainerLayout.GRADIENTS + "/")) {
        measure(tensor, value);
      } else if (at >= 0 && node.op() instanceof CheckFinite && largest >= 0) {
        found = ofSquares();
      } else if (at >= 0) {
        String place = node.title() + (tensor.equals(node.op().name()) ? "" : ", " + tensor);
        found = exception(step, node.label(), tensor, place, value, at);
      }
    }
  }

  /** Remembers the largest of all gradients so far. */
  private void measure(String gradient, Tensor values) {
    for (int i = 0; i < values.length(); i++) {
      if (Math.abs(values.get(i)) > largest) {
        largest = Math.abs(values.get(i));
        largestGradient = gradient;
        largestPlace =
            String.format(Locale.ROOT, "%s, element %d of %s", values.get(i), i, values.shape());
      }
    }
  }

  /** Finite gradients whose squares are too large to be added up. */
  private DivergedException ofSquares() {
    String path = largestGradient.substring(TrainerLayout.GRADIENTS.length() + 1);
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "training diverged at step %d: the gradients are finite, but the sum of their squares"
                + " is not; the largest is %s in %s. %s",
            step,
            largestPlace,
            largestGradient,
            ADVICE),
        step,
        layer(path),
        largestGradient);
  }

  private static String layer(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** What a tensor that was seen is called: the state that it is, or else the op that made it. */
  private String name(Node node, int seen) {
    List<Integer> updates = node.op().updates();
    Value value =
        seen < updates.size()
            ? node.inputs().get(updates.get(seen))
            : node.outputs().get(seen - updates.size());
    Variable variable = graph == null ? null : graph.variable(value);
    return variable == null ? node.op().name() : variable.path();
  }

  private static DivergedException exception(
      int step, String layer, String tensor, String place, Tensor value, int at) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "training diverged at step %d: the first value that is not finite is %s, element %d of"
                + " %s in %s. %s",
            step,
            value.get(at),
            at,
            value.shape(),
            place,
            ADVICE),
        step,
        layer,
        tensor);
  }

  /** The first element that is not finite, or -1. */
  static int firstBad(Tensor tensor) {
    if (tensor.dtype() == DType.F32 || tensor.dtype() == DType.F64) {
      for (int i = 0; i < tensor.length(); i++) {
        if (!Double.isFinite(tensor.get(i))) {
          return i;
        }
      }
    }
    return -1;
  }
}
