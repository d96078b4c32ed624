package io.fovea.backend;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures which way of doing a node takes the least time on a device, and keeps what it finds:
 * programs compiled from then on follow it, also in later processes. Nothing is ever measured
 * unless this is asked to.
 */
public interface Tuner {
  /**
   * How long a way took.
   *
   * @param choice the {@link Choice}
   * @param seconds median of one run of the node
   * @param low first quartile
   * @param high third quartile
   */
  record Timing(String choice, double seconds, double low, double high) {}

  /**
   * What was found for a node.
   *
   * @param node the first of its kind
   * @param nodes how many of this kind there are in the graphs
   * @param before the choice so far
   * @param after the choice from now on; the same unless another wins by a clear margin
   * @param timings of all ways that were measured to the end, best first
   * @param rejected why others were not, by choice: wrong results, errors, or far too slow
   */
  record Outcome(
      Node node,
      int nodes,
      Timing before,
      Timing after,
      List<Timing> timings,
      Map<String, String> rejected) {
    public Outcome {
      timings = List.copyOf(timings);
    }

    /** Whether another choice won. */
    public boolean isChanged() {
      return !before.choice().equals(after.choice());
    }
  }

  /**
   * How far it came; all are numbers of kinds of nodes that can be done in several ways.
   *
   * @param measured now
   * @param known measured earlier, and left as they were
   * @param leftOut for want of time, or for another reason, as of memory, which a warning says
   */
  record Report(int measured, int known, int leftOut) {}

  /**
   * Measures each kind of node that can be done in several ways, and writes down the best. Each way
   * is checked against the reference and against the way used so far before it is timed.
   *
   * @param graphs after all passes; the nodes of the first come first, of each those with the most
   *     work
   * @param atMost how long it may take; it ends at most one build and one measurement later
   * @param each takes what was found, node by node
   * @throws DeviceException if what it finds cannot be kept
   */
  Report tune(List<Graph> graphs, Duration atMost, Consumer<Outcome> each);

  /** How many choices there are for this device, those of this library included. */
  int size();

  /** Where the choices are kept; null where they cannot be. */
  @Nullable String place();

  /** Names the choices in force, as far as they can change a bit of a result. */
  String digest();

  /**
   * Forgets all choices that were measured on this device.
   *
   * @return whether there were any
   * @throws DeviceException if they cannot be removed
   */
  boolean clear();
}
