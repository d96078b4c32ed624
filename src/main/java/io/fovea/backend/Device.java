package io.fovea.backend;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.Passes;
import io.fovea.op.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open device. It may be used by several threads; each state and program that it made must be
 * closed before it. Closing twice is harmless; use after closing throws {@link
 * IllegalStateException}.
 */
public interface Device extends AutoCloseable {
  DeviceInfo info();

  /**
   * How the factors of products are rounded here, which may be less than was asked for: a device
   * without matrix units computes in {@link Precision#FP32}, whatever it was opened with.
   */
  default Precision precision() {
    return Precision.FP32;
  }

  /**
   * Allocates state, filled with zeros.
   *
   * @throws OutOfDeviceMemoryException if it does not fit
   */
  State allocate(StateLayout layout);

  /**
   * Gives a state another layout: regions that both have keep what they hold, the others are filled
   * with zeros. Programs over the state must have been closed.
   *
   * @throws OutOfDeviceMemoryException if it does not fit; then nothing has changed
   */
  void rearrange(State state, StateLayout layout);

  /** The graph after the passes that {@link #compile} has it go through: the standard ones. */
  default Graph optimize(Graph graph, CompileOptions options) {
    return Passes.optimize(graph, options.withoutPasses());
  }

  /**
   * Makes a program of a graph after this device's passes.
   *
   * @throws UnsupportedGraphException if no implementation accepts one of its nodes
   * @throws OutOfDeviceMemoryException if its scratch memory does not fit
   */
  default Program compile(Graph graph, State state, CompileOptions options) {
    return plan(optimize(graph, options), state, options);
  }

  /**
   * Finds out whether there is room for what {@link #compile} would make, without compiling a
   * kernel where the device has any.
   *
   * @return bytes of scratch memory that it plans
   * @throws UnsupportedGraphException if no implementation accepts one of its nodes
   * @throws OutOfDeviceMemoryException if they do not fit
   */
  default long plannedBytes(Graph graph, State state, CompileOptions options) {
    try (Program program = compile(graph, state, options)) {
      return program.scratchBytes();
    }
  }

  /** Makes a program of a graph as it is. */
  Program plan(Graph graph, State state, CompileOptions options);

  /** Names of the implementations of an op on this device, best first; empty if there is none. */
  List<String> implementations(Op op);

  /** Names of the implementations of every op that this device knows, best first. */
  Map<Class<? extends Op>, List<String>> implementations();

  /** What each implementation of a node's op says to it, best first; nothing is compiled. */
  List<Candidate> candidates(Node node);

  /**
   * Measures what the device can do at most, which takes about a second; empty where nothing is
   * measured.
   */
  default Optional<Peak> measurePeak() {
    return Optional.empty();
  }

  /**
   * What measures choices that programs otherwise make by models; empty where there is nothing to
   * measure.
   */
  default Optional<Tuner> tuner() {
    return Optional.empty();
  }

  /** Waits until everything handed to the device is done. */
  void finish();

  @Override
  void close();
}
