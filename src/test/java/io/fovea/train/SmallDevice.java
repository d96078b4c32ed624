package io.fovea.train;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.ArenaLayout;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.Passes;
import io.fovea.op.Op;
import java.util.List;
import java.util.Map;

/** The reference with little memory: it refuses what plans more than so many bytes. */
final class SmallDevice implements Device {
  private final Device device = Devices.open("reference");
  private final long stateBytes;
  private final long scratchBytes;
  private int plans;
  private long largestState;

  SmallDevice(long stateBytes, long scratchBytes) {
    this.stateBytes = stateBytes;
    this.scratchBytes = scratchBytes;
  }

  /** Bytes that a graph plans for the values between its nodes. */
  static long planned(Graph graph) {
    List<MemoryPlan.Block> blocks = MemoryPlan.of(graph, Map.of()).blocks();
    return new ArenaLayout(blocks, 512, Long.MAX_VALUE).bytes();
  }

  /** How many programs were made. */
  int plans() {
    return plans;
  }

  /** The largest state that was asked for, in bytes. */
  long largestState() {
    return largestState;
  }

  @Override
  public State allocate(StateLayout layout) {
    requireRoom(layout);
    return device.allocate(layout);
  }

  @Override
  public void rearrange(State state, StateLayout layout) {
    requireRoom(layout);
    device.rearrange(state, layout);
  }

  private void requireRoom(StateLayout layout) {
    largestState = Math.max(largestState, layout.bytes());
    if (layout.bytes() > stateBytes) {
      throw new OutOfDeviceMemoryException("no room for state", layout.bytes());
    }
  }

  @Override
  public Program plan(Graph graph, State state, CompileOptions options) {
    if (planned(graph) > scratchBytes) {
      throw new OutOfDeviceMemoryException("no room for scratch", planned(graph));
    }
    plans++;
    return device.plan(graph, state, options);
  }

  @Override
  public long plannedBytes(Graph graph, State state, CompileOptions options) {
    long planned = planned(Passes.optimize(graph, options.withoutPasses()));
    if (planned > scratchBytes) {
      throw new OutOfDeviceMemoryException("no room for scratch", planned);
    }
    return planned;
  }

  /** It says that it has plenty, as a graphics card whose memory others use. */
  @Override
  public DeviceInfo info() {
    DeviceInfo i = device.info();
    return new DeviceInfo(
        i.backend(),
        i.id(),
        i.name(),
        i.platform(),
        i.driver(),
        i.family(),
        i.computeUnits(),
        1L << 40,
        i.rank());
  }

  @Override
  public Map<Class<? extends Op>, List<String>> implementations() {
    return device.implementations();
  }

  @Override
  public List<Candidate> candidates(Node node) {
    return device.candidates(node);
  }

  @Override
  public List<String> implementations(Op op) {
    return device.implementations(op);
  }

  @Override
  public void finish() {
    device.finish();
  }

  @Override
  public void close() {
    device.close();
  }
}
