package io.fovea.train;

import io.fovea.backend.Program;
import io.fovea.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The batches of an epoch, read ahead of their use by a thread of its own: while the device works
 * on one, the next ones are made. At most four batches exist at a time: one that is used, two that
 * wait, one that is being read. What goes wrong with an example is thrown where its batch is due.
 */
final class BatchStream implements AutoCloseable {
  private static final int AHEAD = 2;

  private final Deque<Map<String, Tensor>> ready = new ArrayDeque<>();
  private final Thread reader;
  private @Nullable Throwable failure;
  private boolean isClosed;

  /**
   * Begins to read examples {@code order[start ..]}.
   *
   * @param batch examples in each batch but the last
   */
  BatchStream(Examples examples, int[] order, int start, int batch) {
    reader = new Thread(() -> readAll(examples, order, start, batch), "fovea-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Writes examples {@code order[from .. from + n - 1]}, read here and now, to a program. */
  static void write(Examples examples, int[] order, int from, int n, Program program) {
    read(examples, order, from, n).forEach(program::write);
  }

  private static Map<String, Tensor> read(Examples examples, int[] order, int from, int n) {
    Map<String, Tensor> batch = new LinkedHashMap<>();
    examples.columns().forEach((name, column) -> batch.put(name, column.gather(order, from, n)));
    return batch;
  }

  private void readAll(Examples examples, int[] order, int start, int batch) {
    try {
      for (int from = start; from < order.length; from += batch) {
        Map<String, Tensor> next =
            read(examples, order, from, Math.min(batch, order.length - from));
        if (!offer(next)) {
          return;
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Waits for room; false if nobody takes any more. */
  private synchronized boolean offer(Map<String, Tensor> batch) {
    await(() -> ready.size() < AHEAD || isClosed);
    ready.add(batch);
    notifyAll();
    return !isClosed;
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    notifyAll();
  }

  /**
   * Writes the next batch to a program.
   *
   * @throws io.fovea.data.DataException naming the example that cannot be read
   */
  void writeNext(Program program) {
    take().forEach(program::write);
  }

  private synchronized Map<String, Tensor> take() {
    await(() -> !ready.isEmpty() || failure != null);
    Map<String, Tensor> batch = ready.poll();
    notifyAll();
    if (batch != null) {
      return batch;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw failure instanceof RuntimeException known
        ? known
        : new IllegalStateException("fit: the reader ended", failure);
  }

  /** Waits for the other thread. An interruption does not end that; it is kept for later. */
  private synchronized void await(BooleanSupplier holds) {
    boolean isInterrupted = false;
    while (!holds.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the reading, and waits until nothing is read any more. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      ready.clear();
      notifyAll();
    }
    boolean isInterrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
