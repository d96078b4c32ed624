package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
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
  private final int step;
  private @Nullable Graph graph;
  private @Nullable DivergedException found;

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
        int slash = path.lastIndexOf('/');
        return exception(
            step, path.substring(0, Math.max(0, slash)), path, path, parameter.getValue(), at);
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
      int at = firstBad(outputs.get(i));
      if (at >= 0) {
        String tensor = name(node, i);
        String place = node.title() + (tensor.equals(node.op().name()) ? "" : ", " + tensor);
        found = exception(step, node.label(), tensor, place, outputs.get(i), at);
      }
    }
  }

  private String name(Node node, int output) {
    if (graph != null && output < node.outputs().size()) {
      Value value = node.outputs().get(output);
      Variable variable = graph.variable(value);
      if (variable != null) {
        return variable.path();
      }
    }
    return node.op().name();
  }

  private static DivergedException exception(
      int step, String layer, String tensor, String place, Tensor value, int at) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "training diverged at step %d: the first value that is not finite is %s, element %d of"
                + " %s in %s. The parameters are as they were before that step. A smaller learning"
                + " rate, or a look at the examples of that batch, may help",
            step,
            value.get(at),
            at,
            value.shape(),
            place),
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
