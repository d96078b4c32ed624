package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.op.ShapeException;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the graph of a batch, and says which batch would fit where this one does not.
 *
 * @param what is compiled, for the message
 * @param graph for a batch of a given size
 */
record Compile(
    String what, Device device, State state, CompileOptions options, IntFunction<Graph> graph) {
  private static final Logger log = LoggerFactory.getLogger(Compile.class);

  /**
   * The program for a batch of n.
   *
   * @throws OutOfDeviceMemoryException naming the bytes planned, and a batch size that was seen to
   *     fit
   */
  static Program program(
      String what,
      Device device,
      State state,
      CompileOptions options,
      IntFunction<Graph> graph,
      int n) {
    return new Compile(what, device, state, options, graph).program(n);
  }

  private Program program(int n) {
    Graph whole;
    try {
      whole = graph.apply(n);
    } catch (ShapeException e) {
      throw n > 1 && graphOf(1) != null ? tooLarge(n, extrapolated(n), e) : e;
    }
    try {
      return device.compile(whole, state, options);
    } catch (OutOfDeviceMemoryException e) {
      throw tooLarge(n, e.plannedBytes(), e);
    }
  }

  /** The graph for a batch of n, or null if a tensor of it would have too many elements. */
  private @Nullable Graph graphOf(int n) {
    try {
      return graph.apply(n);
    } catch (ShapeException e) {
      return null;
    }
  }

  /** What a batch would plan whose graph cannot be built: all but a little grows with the batch. */
  private long extrapolated(int n) {
    try {
      long one = device.plannedBytes(graph.apply(1), state, options);
      Graph ofTwo = graphOf(2);
      long more = ofTwo == null ? one : device.plannedBytes(ofTwo, state, options) - one;
      return one + (n - 1) * more;
    } catch (OutOfDeviceMemoryException e) {
      return e.plannedBytes() * n;
    }
  }

  private OutOfDeviceMemoryException tooLarge(int n, long plannedBytes, RuntimeException cause) {
    String problem =
        String.format(
            Locale.ROOT,
            "%s: a batch of %d plans %s%,d bytes, which do not fit on %s (%s)",
            what,
            n,
            cause instanceof ShapeException ? "about " : "",
            plannedBytes,
            device.info().name(),
            cause.getMessage());
    log.info("{}; looking for a batch that fits", problem);
    int fitting = n / 2;
    while (fitting > 0 && !fits(fitting)) {
      fitting /= 2;
    }
    OutOfDeviceMemoryException named =
        new OutOfDeviceMemoryException(
            problem
                + (fitting == 0
                    ? "; not even a batch of 1 fits"
                    : "; a batch of " + fitting + " would fit"),
            plannedBytes);
    named.initCause(cause);
    return named;
  }

  private boolean fits(int n) {
    Graph smaller = graphOf(n);
    try {
      return smaller != null && device.plannedBytes(smaller, state, options) >= 0;
    } catch (OutOfDeviceMemoryException e) {
      return false;
    }
  }
}
