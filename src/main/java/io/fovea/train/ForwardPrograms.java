package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.data.Preprocessing;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.Passes;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;
import io.fovea.op.Constant;
import io.fovea.op.ShapeException;
import io.fovea.op.Softmax;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The forward programs of a model over a state that they only read. Any number of threads may run
 * them: each call has a program to itself meanwhile. Large batches are cut into pieces.
 */
final class ForwardPrograms implements AutoCloseable {
  /** Programs kept for later, over all batch sizes. */
  private static final int MOST_IDLE = 16;

  /** What a program is for. */
  private record Key(int n, List<DType> inputs, boolean isProbability) {}

  private final Model model;
  private final Device device;
  private final State state;
  private final @Nullable Preprocessing preprocessing;
  private final Supplier<Recipe> training;
  private final Map<Key, Deque<Program>> idle = new LinkedHashMap<>(16, 0.75f, true);
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private volatile int largestBatch = 256;
  private boolean isClosed;

  /**
   * Makes programs when they are asked for.
   *
   * @param training what the outputs were trained with; asked for what its probabilities are
   */
  ForwardPrograms(
      Model model,
      Device device,
      State state,
      @Nullable Preprocessing preprocessing,
      Supplier<Recipe> training) {
    this.model = model;
    this.device = device;
    this.state = state;
    this.preprocessing = preprocessing;
    this.training = training;
  }

  /**
   * All outputs for a batch.
   *
   * @param inputs one {@code [n, ..]} per input of the model
   */
  List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, false);
  }

  /** The first output for a batch as probabilities. */
  Tensor probabilities(List<Tensor> inputs) {
    return run(inputs, true).get(model.outputs().size());
  }

  /** All outputs, and if asked for, after them the first as probabilities. */
  private List<Tensor> run(List<Tensor> inputs, boolean isProbability) {
    int n = check(inputs);
    List<String> outputs = new ArrayList<>(model.outputs());
    if (isProbability) {
      outputs.add(model.outputs().get(0));
    }
    List<Tensor> results = new ArrayList<>();
    for (String output : outputs) {
      results.add(Tensor.zeros(DType.F32, model.shape(output).batched(n)));
    }
    return whileOpen(
        () -> {
          for (int from = 0; from < n; ) {
            int size = Math.min(largestBatch, n - from);
            try {
              run(inputs, isProbability, from, size, results);
              from += size;
            } catch (OutOfDeviceMemoryException e) {
              if (size == 1) {
                throw e;
              }
              largestBatch = (size + 1) / 2;
            }
          }
          return results;
        });
  }

  /** The class of each row of a batch, by the first output; -1 where a score is NaN. */
  int[] classes(Tensor batch) {
    List<Tensor> inputs = List.of(batch);
    return isOneUnit() ? yesOrNo(probabilities(inputs)) : Predictor.largest(run(inputs).get(0));
  }

  /** The same, each with its probability. */
  List<Predictor.Verdict> verdicts(Tensor batch) {
    List<Tensor> results = run(List.of(batch), true);
    Tensor probabilities = results.get(results.size() - 1);
    int[] classes = isOneUnit() ? yesOrNo(probabilities) : Predictor.largest(results.get(0));
    int units = probabilities.shape().dim(-1);
    List<Predictor.Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      double probability = Double.NaN;
      if (classes[i] >= 0) {
        double told = probabilities.get(isOneUnit() ? i : i * units + classes[i]);
        probability = isOneUnit() && classes[i] == 0 ? 1 - told : told;
      }
      verdicts.add(new Predictor.Verdict(classes[i], Math.max(0, Math.min(1, probability))));
    }
    return verdicts;
  }

  private boolean isOneUnit() {
    return model.shape(model.outputs().get(0)).dim(-1) == 1;
  }

  private static int[] yesOrNo(Tensor probabilities) {
    int[] classes = new int[probabilities.length()];
    for (int i = 0; i < classes.length; i++) {
      double probability = probabilities.get(i);
      classes[i] = Double.isNaN(probability) ? -1 : probability > 0.5 ? 1 : 0;
    }
    return classes;
  }

  /** What the first output was compared with, or null where the usual loss does not take it. */
  @Nullable Target target() {
    try {
      String output = model.outputs().get(0);
      return training.get().losses().get(0).targets(model.shape(output)).get(0);
    } catch (ShapeException e) {
      return null;
    }
  }

  /**
   * What a task gives, for which closing waits.
   *
   * @throws IllegalStateException after closing
   */
  <T> T whileOpen(Supplier<T> task) {
    use.readLock().lock();
    try {
      if (isClosed) {
        throw new IllegalStateException("predict: after closing");
      }
      return task.get();
    } finally {
      use.readLock().unlock();
    }
  }

  private void run(
      List<Tensor> inputs, boolean isProbability, int from, int size, List<Tensor> results) {
    Key key = new Key(size, inputs.stream().map(Tensor::dtype).toList(), isProbability);
    Program program = borrow(key);
    boolean isGood = false;
    try {
      for (int i = 0; i < inputs.size(); i++) {
        program.write(model.inputs().get(i).name(), rows(inputs.get(i), from, size));
      }
      program.run();
      for (int i = 0; i < results.size(); i++) {
        float[] values = program.read(output(i)).floats();
        System.arraycopy(
            values, 0, results.get(i).floats(), from * (values.length / size), values.length);
      }
      isGood = true;
    } finally {
      if (isGood) {
        giveBack(key, program);
      } else {
        program.close();
      }
    }
  }

  private static String output(int i) {
    return "output" + i;
  }

  /**
   * The size of a batch of one array per input.
   *
   * @throws IllegalArgumentException if number, types or shapes do not fit
   */
  int check(List<Tensor> inputs) {
    if (inputs.size() != model.inputs().size()) {
      throw new IllegalArgumentException(
          "predict: the model has %d inputs, got %d"
              .formatted(model.inputs().size(), inputs.size()));
    }
    int n = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      Model.Entrance entrance = model.inputs().get(i);
      Shape shape = input.shape();
      if (shape.rank() == 0 || !shape.item().equals(entrance.shape())) {
        throw new IllegalArgumentException(
            "predict: input '%s' takes batches of %s, got %s"
                .formatted(entrance.name(), entrance.shape(), shape));
      }
      if (i > 0 && shape.dim(0) != n) {
        throw new IllegalArgumentException(
            "predict: inputs have batches of %d and %d".formatted(n, shape.dim(0)));
      }
      n = shape.dim(0);
      if (input.dtype() == DType.U8 ? preprocessing == null : input.dtype() != DType.F32) {
        throw new IllegalArgumentException(
            "predict: input '%s' takes %s, got %s"
                .formatted(
                    entrance.name(),
                    preprocessing == null ? "F32" : "F32, or stored pixels (U8)",
                    input.dtype()));
      }
    }
    return n;
  }

  private static Tensor rows(Tensor all, int from, int n) {
    if (from == 0 && n == all.shape().dim(0)) {
      return all;
    }
    Tensor rows = Tensor.zeros(all.dtype(), all.shape().with(0, n));
    Object source = all.dtype() == DType.U8 ? all.bytes() : all.floats();
    Object target = rows.dtype() == DType.U8 ? rows.bytes() : rows.floats();
    int length = rows.length() / n;
    System.arraycopy(source, from * length, target, 0, rows.length());
    return rows;
  }

  private Program borrow(Key key) {
    synchronized (idle) {
      Deque<Program> programs = idle.get(key);
      if (programs != null && !programs.isEmpty()) {
        return programs.pop();
      }
    }
    return Compile.program(
        "predict",
        device,
        state,
        CompileOptions.standard(),
        n -> graph(new Key(n, key.inputs(), key.isProbability())),
        key.n());
  }

  private void giveBack(Key key, Program program) {
    synchronized (idle) {
      idle.computeIfAbsent(key, k -> new ArrayDeque<>()).push(program);
      int count = idle.values().stream().mapToInt(Deque::size).sum();
      Iterator<Deque<Program>> eldest = idle.values().iterator();
      while (count > MOST_IDLE) {
        Deque<Program> programs = eldest.next();
        while (count > MOST_IDLE && !programs.isEmpty()) {
          programs.removeLast().close();
          count--;
        }
        if (programs.isEmpty()) {
          eldest.remove();
        }
      }
    }
  }

  /** Adds the inputs for a batch of n; stored pixels become prepared numbers. */
  Map<String, Value> inputs(GraphBuilder graph, List<DType> dtypes, int n) {
    Map<String, Value> inputs = new HashMap<>();
    for (int i = 0; i < model.inputs().size(); i++) {
      Model.Entrance entrance = model.inputs().get(i);
      graph.label(entrance.name());
      DType dtype = dtypes.get(i);
      Value x = graph.input(entrance.name(), new TensorType(dtype, entrance.shape().batched(n)));
      if (dtype == DType.U8 && preprocessing != null) {
        x = ToInput.of(preprocessing).emit(graph, x);
      }
      inputs.put(entrance.name(), x);
    }
    return inputs;
  }

  /** A prediction for a batch of n, without probabilities, after the standard passes. */
  static Graph usual(Model model, int n) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    GraphBuilder graph = new GraphBuilder(layout.build());
    Map<String, Value> inputs = new HashMap<>();
    for (Model.Entrance entrance : model.inputs()) {
      TensorType batched = TensorType.real(entrance.shape().batched(n));
      inputs.put(entrance.name(), graph.input(entrance.name(), batched));
    }
    List<Value> outputs = model.infer(graph, inputs).outputs();
    for (int i = 0; i < outputs.size(); i++) {
      graph.output(output(i), outputs.get(i));
    }
    return Passes.optimize(graph.build(), Set.of());
  }

  private Graph graph(Key key) {
    GraphBuilder graph = new GraphBuilder(state.layout());
    Map<String, Value> inputs = inputs(graph, key.inputs(), key.n());
    List<Value> outputs = model.infer(graph, inputs).outputs();
    for (int i = 0; i < outputs.size(); i++) {
      graph.output(output(i), outputs.get(i));
    }
    if (key.isProbability()) {
      graph.label("probability");
      graph.output(output(outputs.size()), probability(graph, outputs.get(0)));
    }
    return graph.build();
  }

  /** By what the loss compares with: classes that exclude each other, or numbers by themselves. */
  private Value probability(GraphBuilder graph, Value output) {
    if (Terms.areProbabilities(graph, output)) {
      return output;
    }
    if (target() instanceof Target.Values values) {
      switch (values.range()) {
        case UNIT, ANY -> {
          Value unused = graph.emit(new Constant(0, values.shape().batched(output.shape().dim(0))));
          return training.get().losses().get(0).build(graph, output, unused).scores();
        }
        case SIGN -> {
          return graph.emit(new Activate(ActivationFunction.SIGMOID), output);
        }
        case DISTRIBUTION -> {}
      }
    }
    return isOneUnit()
        ? graph.emit(new Activate(ActivationFunction.SIGMOID), output)
        : graph.emit(new Softmax(), output);
  }

  /** Waits for the calls under way, and closes all programs. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      isClosed = true;
      idle.values().forEach(programs -> programs.forEach(Program::close));
      idle.clear();
    } finally {
      use.writeLock().unlock();
    }
  }
}
