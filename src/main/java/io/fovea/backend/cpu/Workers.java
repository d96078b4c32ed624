package io.fovea.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads that runs numbered tasks. The caller works too, so a team of one has no
 * thread of its own. A round allocates nothing: a helper claims task numbers from one word that
 * also names the round, so one that wakes late finds nothing left and holds nobody up. Every second
 * worker claims from the other end, so that of two each mostly has the half that it had the round
 * before, whose memory is near it.
 *
 * <p>Which worker runs which task is chance; tasks write disjoint results, so that results do not
 * depend on it. Several threads may call {@link #run}: while the team is busy, a second caller does
 * its tasks alone.
 */
public final class Workers implements AutoCloseable {
  /** System property with the number of threads, the caller included. */
  public static final String THREADS = "fovea.threads";

  /** How long a helper looks for a next round before it parks: about the gap between two steps. */
  private static final long SPIN_NANOS = 30_000;

  /** A numbered piece of a round. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs piece {@code index}.
     *
     * @param worker who runs it, from 0 (the caller) to {@link Workers#count} - 1: no two pieces of
     *     a round run at once under one number
     */
    void run(int index, int worker);
  }

  private static final Task NOTHING = (index, worker) -> {};

  private final Helper[] helpers;
  private final ReentrantLock busy = new ReentrantLock();

  /** Bits of the number of a claim in {@link #ticket}. */
  private static final int BITS = 18;

  /** Most claims of a round; of more tasks several are claimed at once. */
  private static final int CLAIMS = (1 << BITS) - 1;

  /** The round, then the claims not yet made: the first of them, and the end behind the last. */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger finished = new AtomicInteger();
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;
  private volatile boolean closed;
  private Task task = NOTHING;
  private int tasks;
  private int claims;

  /**
   * A team of {@code count} workers: {@code count - 1} daemon threads and the caller.
   *
   * @throws IllegalArgumentException if count is below 1 or above 1024
   */
  public Workers(int count) {
    if (count < 1 || count > 1024) {
      throw new IllegalArgumentException("threads must be from 1 to 1024, got " + count);
    }
    helpers = new Helper[count - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  /**
   * The number of threads to use: the system property {@value #THREADS}, else one per core.
   *
   * @throws IllegalArgumentException if the property is not a number from 1 to 1024
   */
  public static int defaultCount() {
    String wanted = System.getProperty(THREADS);
    if (wanted == null) {
      return Math.min(1024, Cores.count());
    }
    try {
      int count = Integer.parseInt(wanted.trim());
      if (count >= 1 && count <= 1024) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the numbers out of range.
    }
    throw new IllegalArgumentException(
        "system property " + THREADS + " must be a number from 1 to 1024, got '" + wanted + "'");
  }

  /** Number of workers, the caller included. */
  public int count() {
    return helpers.length + 1;
  }

  /**
   * Runs {@code newTask} for every index from 0 to {@code count - 1} and returns when all are done.
   * What a task throws first is thrown here; the tasks not yet begun are then dropped.
   *
   * @throws IllegalStateException if called from within a task, or after {@link #close}
   */
  public void run(int count, Task newTask) {
    if (busy.isHeldByCurrentThread() || Thread.currentThread() instanceof Helper) {
      throw new IllegalStateException("a task of a worker team cannot start another round");
    }
    if (closed) {
      throw new IllegalStateException("the worker team is closed");
    }
    if (count <= 1 || helpers.length == 0 || !busy.tryLock()) {
      for (int i = 0; i < count; i++) {
        newTask.run(i, 0);
      }
      return;
    }
    try {
      share(count, newTask);
    } finally {
      busy.unlock();
    }
  }

  private void share(int count, Task newTask) {
    task = newTask;
    tasks = count;
    claims = Math.min(count, CLAIMS);
    failure = null;
    finished.set(0);
    long round = (ticket.get() >>> (2 * BITS)) + 1;
    ticket.set((round << (2 * BITS)) | claims);
    for (int i = 0; i < helpers.length && i < count - 1; i++) {
      if (helpers[i].parked) {
        LockSupport.unpark(helpers[i]);
      }
    }
    work(0);
    long deadline = System.nanoTime() + SPIN_NANOS;
    while (finished.get() < claims) {
      if (System.nanoTime() < deadline) {
        Thread.onSpinWait();
      } else {
        waiting = Thread.currentThread();
        if (finished.get() < claims) {
          LockSupport.park(this);
        }
        waiting = null;
      }
    }
    task = NOTHING;
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Runs what is left of the current round; returns when nothing is. */
  private void work(int worker) {
    boolean isFromEnd = worker % 2 == 1;
    for (long now = ticket.get(); left(now) > 0; now = ticket.get()) {
      if (!ticket.compareAndSet(now, isFromEnd ? now - 1 : now + (1L << BITS))) {
        continue;
      }
      // The claim holds the round open: nothing of it can change before it is finished.
      int all = claims;
      run(isFromEnd ? ((int) now & CLAIMS) - 1 : first(now), worker);
      if (finished.incrementAndGet() == all) {
        Thread caller = waiting;
        if (caller != null) {
          LockSupport.unpark(caller);
        }
      }
    }
  }

  private static int first(long ticket) {
    return (int) (ticket >>> BITS) & CLAIMS;
  }

  private static int left(long ticket) {
    return ((int) ticket & CLAIMS) - first(ticket);
  }

  /** Runs the tasks of a claim. */
  private void run(int claim, int worker) {
    int end = (int) ((claim + 1L) * tasks / claims);
    for (int i = (int) ((long) claim * tasks / claims); i < end && failure == null; i++) {
      try {
        task.run(i, worker);
      } catch (Throwable e) {
        fail(e);
      }
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  /** Ends the threads and waits for them. Closing twice is harmless. */
  @Override
  public void close() {
    busy.lock();
    try {
      closed = true;
      for (Helper helper : helpers) {
        LockSupport.unpark(helper);
      }
    } finally {
      busy.unlock();
    }
    boolean interrupted = false;
    for (Helper helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Helper extends Thread {
    private final int worker;
    private volatile boolean parked;

    Helper(int worker) {
      super("fovea-cpu-" + worker);
      this.worker = worker;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        work(worker);
        long deadline = System.nanoTime() + SPIN_NANOS;
        while (isIdle() && System.nanoTime() < deadline) {
          Thread.onSpinWait();
        }
        parked = true;
        while (isIdle()) {
          LockSupport.park(Workers.this);
        }
        parked = false;
      }
    }

    private boolean isIdle() {
      return left(ticket.get()) <= 0 && !closed;
    }
  }
}
