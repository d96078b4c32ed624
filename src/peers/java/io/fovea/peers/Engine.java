package io.fovea.peers;

import java.util.function.Supplier;

/** An engine with a net, alone in its process. */
interface Engine extends AutoCloseable {
  /** Whether it can train. */
  boolean trains();

  /** Trains on so many batches out of memory, and returns when that is done. */
  void train(int batches);

  /**
   * Prepares to run the net with the weights of a sample on its first n images.
   *
   * @return gives their logits, n times ten, as often as it is asked
   */
  Supplier<float[]> predictor(Sample sample, int n);

  @Override
  void close();
}
