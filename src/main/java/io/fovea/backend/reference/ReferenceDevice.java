package io.fovea.backend.reference;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Lowering;
import io.fovea.backend.Lowerings;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.Op;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Plain Java arrays and one thread: the caller's. */
final class ReferenceDevice implements Device {
  private final DeviceInfo info;
  private final Lowerings<ReferenceLowering> lowerings;
  private final Precision precision;
  private volatile boolean closed;

  ReferenceDevice(DeviceInfo info, Lowerings<ReferenceLowering> lowerings, Precision precision) {
    this.info = info;
    this.lowerings = lowerings;
    this.precision = precision;
  }

  /** Every lowering on the class path. */
  static Lowerings<ReferenceLowering> lowerings() {
    Lowerings<ReferenceLowering> lowerings = new Lowerings<>("reference");
    ServiceLoader.load(ReferenceLowerings.class, ReferenceDevice.class.getClassLoader())
        .forEach(ops -> ops.register(lowerings));
    return lowerings;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public State allocate(StateLayout layout) {
    requireOpen();
    return new ReferenceState(layout);
  }

  @Override
  public void rearrange(State state, StateLayout layout) {
    own(state).rearrange(layout);
  }

  @Override
  public Program plan(Graph graph, State state, CompileOptions options) {
    requireOpen();
    return new ReferenceProgram(graph, own(state), options, lowerings, precision);
  }

  private static ReferenceState own(State state) {
    if (!(state instanceof ReferenceState own)) {
      throw new IllegalArgumentException("reference: the state belongs to another backend");
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
    return lowerings.candidates(node, lowering -> null, lowering -> null);
  }

  @Override
  public void finish() {
    requireOpen();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("reference: the device is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
