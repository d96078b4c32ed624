package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.ArgMax;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is measured beside the loss: an immutable value that says what adds up on the device while
 * batches pass, and what that means in the end.
 */
public interface Metric {
  /**
   * What a metric looks at.
   *
   * @param target what the loss compares best with; its range is that of the numbers
   * @param scores of the model, {@code [n, ..]}, as {@link Loss.Scored} has them
   * @param targets {@code [n]} (I32), the classes; or {@code [n, ..]} (F32)
   */
  record Compared(Target target, Value scores, Value targets) {
    /** The class of each example, {@code [n]} (I32): of numbers the first of the largest. */
    public Value labels(GraphBuilder graph) {
      return targets.type().dtype() == DType.I32 ? targets : graph.emit(new ArgMax(), targets);
    }
  }

  /**
   * What was measured.
   *
   * @param numbers by name, in the order to show them; names in lower camel case
   * @param confusion how often each class was taken for each, or null
   */
  record Reading(Map<String, Double> numbers, @Nullable ConfusionMatrix confusion) {
    public Reading {
      numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /** Numbers alone. */
    public static Reading of(Map<String, Double> numbers) {
      return new Reading(numbers, null);
    }
  }

  /** What its state on the device is called; no two metrics of an output may share a name. */
  String accumulator();

  /** Whether it can measure what is compared with such a target. */
  boolean measures(Target target);

  /** What adds up on the device, from zeros on. */
  TensorType state(Target target);

  /** Adds what a batch adds to the state. */
  void accumulate(GraphBuilder graph, Value state, Compared compared);

  /**
   * What the state means.
   *
   * @param examples that were looked at; 0 before the first, where every number is defined, too
   */
  Reading read(Tensor state, long examples);

  /** What is measured where nobody says otherwise. */
  static List<Metric> usual(Target target) {
    if (target instanceof Target.Values values) {
      return switch (values.range()) {
        case ANY -> List.of(new Errors());
        case UNIT, SIGN -> List.of(new BinaryAccuracy());
        case DISTRIBUTION -> List.of(new Accuracy());
      };
    }
    return List.of(new Accuracy());
  }
}
