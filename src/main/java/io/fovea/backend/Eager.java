package io.fovea.backend;

import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.op.Op;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Runs one op on host arrays, as a graph of one node: for learning and for tests. */
public final class Eager {
  private Eager() {}

  /** The op's first output. */
  public static Tensor run(Device device, Op op, Tensor... inputs) {
    return runAll(device, op, CompileOptions.standard(), List.of(inputs)).get(0);
  }

  /**
   * All outputs of the op; for an op that updates state in place, the updated inputs instead.
   * Inputs of doubles are real numbers: unrounded on the reference, rounded to float elsewhere.
   */
  public static List<Tensor> runAll(
      Device device, Op op, CompileOptions options, List<Tensor> inputs) {
    StateLayout.Builder layout = StateLayout.builder();
    for (int i : op.updates()) {
      layout.add(op.inputNames().get(i), type(inputs.get(i)));
    }
    GraphBuilder graph = new GraphBuilder(layout.build());
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = i < op.inputNames().size() ? op.inputNames().get(i) : "input" + i;
      arguments.add(
          op.updates().contains(i) ? graph.variable(name) : graph.input(name, type(inputs.get(i))));
    }
    graph.label(op.name());
    List<Value> outputs = graph.emitAll(op, arguments);
    for (int i = 0; i < outputs.size(); i++) {
      graph.output("output" + i, outputs.get(i));
    }
    try (State state = device.allocate(graph.layout());
        Program program = device.plan(graph.build(), state, options)) {
      for (int i = 0; i < inputs.size(); i++) {
        if (op.updates().contains(i)) {
          state.write(op.inputNames().get(i), inputs.get(i));
        } else {
          program.write(op.inputNames().get(i), inputs.get(i));
        }
      }
      program.run();
      List<Tensor> results = new ArrayList<>();
      for (int i : op.updates()) {
        results.add(state.read(op.inputNames().get(i)));
      }
      for (int i = 0; i < outputs.size(); i++) {
        results.add(program.read("output" + i));
      }
      return results;
    }
  }

  private static TensorType type(Tensor tensor) {
    DType dtype = tensor.dtype() == DType.F64 ? DType.F32 : tensor.dtype();
    return new TensorType(dtype, tensor.shape());
  }
}
