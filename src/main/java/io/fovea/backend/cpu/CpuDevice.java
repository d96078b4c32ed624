package io.fovea.backend.cpu;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Lowering;
import io.fovea.backend.Lowerings;
import io.fovea.backend.Peak;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.FuseBiasGradients;
import io.fovea.graph.pass.FuseGathers;
import io.fovea.graph.pass.Passes;
import io.fovea.op.Op;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processors of this machine: a set of inner loops and a team of threads. */
final class CpuDevice implements Device {
  private static final Logger log = LoggerFactory.getLogger(CpuDevice.class);

  private final DeviceInfo info;
  private final CpuKernels kernels;
  private final Workers workers;
  private final ColdStart coldStart;
  private final Lowerings<CpuLowering> lowerings = new Lowerings<>("cpu");
  private volatile boolean closed;

  /** Takes the workers over, and ends them when it is closed. */
  CpuDevice(DeviceInfo info, CpuKernels kernels, Workers workers) {
    this(info, kernels, workers, ColdStart.none(kernels));
  }

  /** The same, with what it waits for before it uses the inner loops. */
  CpuDevice(DeviceInfo info, CpuKernels kernels, Workers workers, ColdStart coldStart) {
    this.info = info;
    this.kernels = kernels;
    this.workers = workers;
    this.coldStart = coldStart;
    ServiceLoader.load(CpuLowerings.class, CpuDevice.class.getClassLoader())
        .forEach(ops -> ops.register(lowerings));
    log.debug("{}: {}, {} threads", info.id(), kernels.description(), workers.count());
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  CpuKernels kernels() {
    return kernels;
  }

  Workers workers() {
    return workers;
  }

  ColdStart coldStart() {
    return coldStart;
  }

  Lowerings<CpuLowering> lowerings() {
    return lowerings;
  }

  @Override
  public State allocate(StateLayout layout) {
    requireOpen();
    return new CpuState(this, layout);
  }

  @Override
  public void rearrange(State state, StateLayout layout) {
    own(state).rearrange(layout);
  }

  /**
   * All passes but two: there are no launches to save. Sums for biases behind a pooling are rather
   * taken of the few pooled elements, and gathered rows are normalised where they will lie.
   */
  @Override
  public Graph optimize(Graph graph, CompileOptions options) {
    Set<String> without = new HashSet<>(options.withoutPasses());
    without.add(FuseBiasGradients.NAME);
    without.add(FuseGathers.NAME);
    return Passes.optimize(graph, without);
  }

  @Override
  public Program plan(Graph graph, State state, CompileOptions options) {
    return planner(graph, state, options).plan();
  }

  @Override
  public long plannedBytes(Graph graph, State state, CompileOptions options) {
    return planner(optimize(graph, options), state, options).plannedBytes();
  }

  private CpuPlanner planner(Graph graph, State state, CompileOptions options) {
    requireOpen();
    return new CpuPlanner(this, graph, own(state), options);
  }

  private CpuState own(State state) {
    if (!(state instanceof CpuState own) || own.device() != this) {
      throw new IllegalArgumentException("cpu: the state was not allocated by this device");
    }
    return own;
  }

  @Override
  public List<String> implementations(Op op) {
    return lowerings.of(op).stream().map(Lowering::name).toList();
  }

  @Override
  public Map<Class<? extends Op>, List<String>> implementations() {
    return lowerings.names();
  }

  @Override
  public List<Candidate> candidates(Node node) {
    return lowerings.candidates(node, way -> way.refusal(node), way -> way.reluctance(node));
  }

  @Override
  public Optional<Peak> measurePeak() {
    requireOpen();
    return Optional.of(new CpuPeak(kernels, workers).measure());
  }

  /** Every run is done when it returns. */
  @Override
  public void finish() {
    requireOpen();
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("cpu: the device is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    workers.close();
  }
}
