package io.fovea.op;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.tensor.DType;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long do the three convolutions of a training step take on a device? The layer is the second
 * one of the README's network at batch 64: {@code x [64, 14, 14, 32], w [3, 3, 32, 64]}, SAME, 462
 * million multiplications.
 */
@org.openjdk.jmh.annotations.State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Conv2dBenchmark {
  private static final Shape X = Shape.of(64, 14, 14, 32);
  private static final Shape W = Shape.of(3, 3, 32, 64);
  private static final Shape Y = Shape.of(64, 14, 14, 64);
  private static final Conv2dGeometry SAME = Conv2dGeometry.UNIT.padding(Padding.of(1));

  /** A device by its name. */
  @Param({"cpu", "cpu:scalar", "opencl"})
  public String device;

  /** Which of the three. */
  @Param({"forward", "data_gradient", "weight_gradient"})
  public String direction;

  private Device opened;
  private State state;
  private Program program;

  /** Makes a program of one node and gives it random operands. */
  @Setup(Level.Trial)
  public void open() {
    Op op =
        switch (direction) {
          case "forward" -> new Conv2d(SAME);
          case "data_gradient" -> new Conv2dDataGradient(SAME, X);
          case "weight_gradient" -> new Conv2dWeightGradient(SAME, W);
          default -> throw new IllegalArgumentException(direction);
        };
    List<Shape> shapes =
        switch (direction) {
          case "forward" -> List.of(X, W);
          case "data_gradient" -> List.of(Y, W);
          default -> List.of(X, Y);
        };
    GraphBuilder graph = new GraphBuilder(StateLayout.builder().build());
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      operands.add(graph.input(op.inputNames().get(i), new TensorType(DType.F32, shapes.get(i))));
    }
    graph.output("result", graph.emitAll(op, operands).get(0));
    opened = Devices.open(device);
    state = opened.allocate(graph.layout());
    program = opened.plan(graph.build(), state, CompileOptions.standard());
    for (int i = 0; i < 2; i++) {
      program.write(op.inputNames().get(i), random(shapes.get(i), i));
    }
  }

  private static Tensor random(Shape shape, int seed) {
    Philox.Sequence sequence = Philox.sequence(seed, "benchmark");
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) sequence.nextDouble() - 0.5f;
    }
    return Tensor.of(shape, values);
  }

  /** Frees the device. */
  @TearDown(Level.Trial)
  public void close() {
    program.close();
    state.close();
    opened.close();
  }

  /** One run, to its end. */
  @Benchmark
  public void run() {
    program.run();
    opened.finish();
  }
}
