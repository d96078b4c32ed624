package io.fovea.testkit;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.graph.pass.WriteThrough;
import io.fovea.op.Op;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One op, planned once on a device, with tripwires: after each run the inputs must hold what they
 * held, and so must the state beside what the op updates. A banded one has all its reals in state,
 * each between bands of its own: inputs, and outputs that the op writes there directly, as
 * gradients are written in a training.
 */
final class Harness implements AutoCloseable {
  private static final float SENTINEL = 7;
  private static final int BAND = 128;

  private final Op op;
  private final List<TensorType> arguments;
  private final List<TensorType> results;
  private final boolean isBanded;
  private final State state;
  private final Program program;

  Harness(Device device, OpCase theCase, CompileOptions options, boolean isBanded) {
    this.op = theCase.op();
    this.arguments = theCase.arguments().stream().map(Argument::type).toList();
    this.results = op.infer(arguments);
    // The result of a reshape is its input: there is nothing that could be written elsewhere.
    this.isBanded = isBanded && !(op instanceof Reshape);
    StateLayout layout = layout();
    GraphBuilder graph = new GraphBuilder(layout);
    graph.label(theCase.id());
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.add(isState(i) ? graph.variable(input(i)) : graph.input(input(i), arguments.get(i)));
    }
    List<Value> outputs = graph.emitAll(op, values);
    for (int i = 0; i < outputs.size(); i++) {
      if (isPlaced(i)) {
        graph.assign(layout.variable(output(i)), outputs.get(i));
      } else {
        graph.output(output(i), outputs.get(i));
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!isState(i)) {
        graph.output(input(i), values.get(i));
      }
    }
    Graph direct = new WriteThrough().apply(graph.build());
    this.state = device.allocate(layout);
    try {
      this.program = device.plan(direct, state, options);
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private StateLayout layout() {
    StateLayout.Builder layout = StateLayout.builder();
    for (int i = 0; i < arguments.size(); i++) {
      if (isState(i)) {
        add(layout, input(i), arguments.get(i));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      if (isPlaced(i)) {
        add(layout, output(i), results.get(i));
      }
    }
    return layout.build();
  }

  private static void add(StateLayout.Builder layout, String name, TensorType type) {
    if (type.dtype() == DType.F32) {
      layout
          .addTo(region(name), name + "/before", TensorType.real(BAND))
          .addTo(region(name), name, type)
          .addTo(region(name), name + "/behind", TensorType.real(BAND));
    } else {
      layout.add(name, type);
    }
  }

  private boolean isState(int input) {
    return op.updates().contains(input) || (isBanded && arguments.get(input).dtype() == DType.F32);
  }

  /** Whether an output is written to state. */
  private boolean isPlaced(int output) {
    return isBanded && results.get(output).dtype() == DType.F32;
  }

  private static String input(int index) {
    return "input" + index;
  }

  private static String output(int index) {
    return "output" + index;
  }

  private static String region(String name) {
    return name + "/region";
  }

  Program program() {
    return program;
  }

  /** The updated inputs, then the outputs. */
  List<Tensor> run(List<Tensor> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (isState(i)) {
        place(input(i), inputs.get(i));
      } else {
        program.write(input(i), inputs.get(i));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      if (isPlaced(i)) {
        place(output(i), filled(results.get(i).shape(), Float.NaN));
      }
    }
    program.run();
    List<Tensor> values = new ArrayList<>();
    op.updates().forEach(i -> values.add(state.read(input(i))));
    for (int i = 0; i < inputs.size(); i++) {
      if (isState(i)) {
        requireBands(input(i));
      }
      if (!op.updates().contains(i)) {
        Tensor now = isState(i) ? state.read(input(i)) : program.read(input(i));
        requireEqual("input " + op.inputNames().get(i), now, inputs.get(i));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      if (isPlaced(i)) {
        requireBands(output(i));
      }
      values.add(isPlaced(i) ? state.read(output(i)) : program.read(output(i)));
    }
    return values;
  }

  /** Gives state a value, and renews the bands beside it. */
  private void place(String name, Tensor value) {
    if (state.layout().contains(region(name))) {
      Shape whole = state.layout().variable(region(name)).type().shape();
      state.write(region(name), filled(whole, SENTINEL));
    }
    state.write(name, value);
  }

  private static Tensor filled(Shape shape, float value) {
    float[] values = new float[(int) shape.elements()];
    Arrays.fill(values, value);
    return Tensor.of(shape, values);
  }

  private void requireBands(String name) {
    if (!state.layout().contains(region(name))) {
      return;
    }
    Tensor region = state.read(region(name));
    Variable variable = state.layout().variable(name);
    long begin = variable.offset();
    long end = begin + variable.type().shape().elements();
    for (int i = 0; i < region.length(); i++) {
      if ((i < begin || i >= end) && region.get(i) != SENTINEL) {
        throw new AssertionError(
            "state beside "
                + name
                + " was overwritten, "
                + (i < begin ? begin - i + " before" : i - end + 1 + " behind"));
      }
    }
  }

  private static void requireEqual(String what, Tensor got, Tensor want) {
    for (int i = 0; i < want.length(); i++) {
      if (Double.compare(got.get(i), want.get(i)) != 0) {
        throw new AssertionError(
            what + " was overwritten at " + i + ": " + want.get(i) + " is now " + got.get(i));
      }
    }
  }

  @Override
  public void close() {
    program.close();
    state.close();
  }
}
