package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import java.util.Locale;
import java.util.function.IntFunction;

/** Compiles the graph of a batch, and says which batch would fit where this one does not. */
final class Compile {
  private Compile() {}

  /**
   * The program for a batch of n.
   *
   * @param what is compiled, for the message
   * @param graph for a batch of a given size
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
    try {
      return device.compile(graph.apply(n), state, options);
    } catch (OutOfDeviceMemoryException e) {
      int fitting = n / 2;
      while (fitting > 0 && !fits(device, state, options, graph.apply(fitting))) {
        fitting /= 2;
      }
      OutOfDeviceMemoryException named =
          new OutOfDeviceMemoryException(
              String.format(
                  Locale.ROOT,
                  "%s: a batch of %d plans %,d bytes, which do not fit on %s (%s); %s",
                  what,
                  n,
                  e.plannedBytes(),
                  device.info().name(),
                  e.getMessage(),
                  fitting == 0
                      ? "not even a batch of 1 fits"
                      : "a batch of " + fitting + " would fit"),
              e.plannedBytes());
      named.initCause(e);
      throw named;
    }
  }

  private static boolean fits(Device device, State state, CompileOptions options, Graph graph) {
    try (Program program = device.compile(graph, state, options)) {
      return program.scratchBytes() >= 0;
    } catch (OutOfDeviceMemoryException e) {
      return false;
    }
  }
}
