package io.fovea.backend;

import io.fovea.graph.Graph;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * A graph made ready to run: a fixed list of launches over memory bound once. A program belongs to
 * one thread at a time. Other threads that predict with the same state compile programs of their
 * own.
 */
public interface Program extends AutoCloseable {
  /**
   * One launch of one node.
   *
   * @param label the layer
   * @param op name of the op
   * @param implementation the implementation that was chosen or forced, with its tile where that
   *     was, too: a {@link Choice}
   * @param kernel the kernel or routine
   * @param prologue whether it runs only when state has changed
   * @param tuned whether the implementation was chosen by measurements ({@link Tuner})
   */
  record Launch(
      String label,
      String op,
      String implementation,
      String kernel,
      boolean prologue,
      boolean tuned) {}

  /** The graph that it runs, after all passes. */
  Graph graph();

  /**
   * Sets an input. The tensor may be changed as soon as this returns.
   *
   * @throws IllegalArgumentException if there is no such input, or type or shape differ
   */
  void write(String input, Tensor value);

  /** Hands in one run. It may return before the run is done; errors may show at the next read. */
  void run();

  /**
   * One run with the same results, each launch timed by itself. Waits for it; no observer is
   * called. Taking the times costs time between launches, so all together take longer than a run
   * does.
   *
   * @return the launches that are not of the prologue, in their order; the prologue runs untimed if
   *     it is due
   */
  List<LaunchTime> runTimed();

  /** Waits for the runs handed in, and copies an output out. */
  Tensor read(String output);

  /** Starts copying an output out, without waiting. */
  Pending readLater(String output);

  /** The launches of a run, in their order. */
  List<Launch> launches();

  /** Scratch memory that the program holds, in bytes. */
  long scratchBytes();

  /** Scratch memory that it would hold if no memory were used by turns. */
  long scratchBytesWithoutReuse();

  @Override
  void close();
}
