package io.fovea.op;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Peak;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.testkit.OpCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * How fast does a device do one op? Beside the runs in a second stand the GFLOP/s and GB/s that the
 * op needs at the least, and what part that is of the device's measured peak. {@code -p
 * op=conv2d/odd} takes any case of the tests, {@code -jvmArgsAppend -Dfovea.threads=1} one thread.
 */
@org.openjdk.jmh.annotations.State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class OpBenchmark {
  /** A device by its name. */
  @Param({"cpu"})
  public String device;

  /** A case by its name. */
  @Param({
    "conv2d/lenet5_1",
    "conv2d/lenet5_2",
    "conv2d/resnet18_stem",
    "conv2d/resnet18_1",
    "conv2d/resnet18_2_down",
    "conv2d/resnet18_2_shortcut",
    "conv2d/resnet18_2",
    "conv2d/resnet18_3",
    "conv2d/resnet18_4",
    "conv2d_data_gradient/lenet5_2",
    "conv2d_data_gradient/resnet18_1",
    "conv2d_data_gradient/resnet18_2_down",
    "conv2d_data_gradient/resnet18_4",
    "conv2d_weight_gradient/lenet5_1",
    "conv2d_weight_gradient/lenet5_2",
    "conv2d_weight_gradient/resnet18_1",
    "conv2d_weight_gradient/resnet18_2_down",
    "conv2d_weight_gradient/resnet18_4",
    "matmul/lenet5_dense1",
    "matmul/lenet5_dense1_ta",
    "matmul/resnet18_dense",
    "matmul/square_256",
    "max_pool2d/lenet5_1",
    "avg_pool2d/lenet5_1",
    "avg_pool2d/resnet18",
    "relu/resnet18_1"
  })
  public String op;

  /** What is done in a second: JMH divides counts by the time. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rate {
    /** Floating-point operations, in thousand millions. */
    public double gflops;

    /** Bytes read and written, in thousand millions. */
    public double gigabytes;

    /** The part of the time that the device, at its peak, would need: see {@link Peak#share}. */
    public double ofPeak;
  }

  private Device opened;
  private State state;
  private Program program;
  private double gflops;
  private double gigabytes;
  private double ofPeak;

  /** Makes a program of one node, gives it random operands, and prints the peak. */
  @Setup(Level.Trial)
  public void open() {
    OpCase theCase = BenchmarkedOps.named(op);
    List<String> names = theCase.op().inputNames();
    GraphBuilder builder = new GraphBuilder(StateLayout.builder().build());
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < theCase.arguments().size(); i++) {
      operands.add(builder.input(names.get(i), theCase.arguments().get(i).type()));
    }
    List<Value> results = builder.emitAll(theCase.op(), operands);
    for (int i = 0; i < results.size(); i++) {
      builder.output("result" + i, results.get(i));
    }
    Graph graph = builder.build();
    Cost cost = graph.nodes().get(0).cost();
    gflops = cost.flops() * 1e-9;
    gigabytes = cost.bytes() * 1e-9;
    opened = Devices.open(device);
    state = opened.allocate(graph.layout());
    program = opened.plan(graph, state, CompileOptions.standard());
    Random random = new Random(1);
    for (int i = 0; i < operands.size(); i++) {
      var argument = theCase.arguments().get(i);
      program.write(names.get(i), argument.fill().reals(argument.type(), random));
    }
    Peak peak = opened.measurePeak().orElseThrow();
    ofPeak = peak.share(cost.flops(), cost.bytes(), 1);
    System.out.printf(
        "%s by %s; peak %.1f GFLOP/s, %.1f GB/s%n",
        op,
        program.launches().get(0).implementation(),
        peak.flopsPerSecond() * 1e-9,
        peak.bytesPerSecond() * 1e-9);
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
  public void run(Rate rate) {
    program.run();
    opened.finish();
    rate.gflops += gflops;
    rate.gigabytes += gigabytes;
    rate.ofPeak += ofPeak;
  }
}
