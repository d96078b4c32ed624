package io.fovea.backend.cpu;

import io.fovea.backend.Peak;
import java.util.Arrays;

/**
 * Measures what the processors can do at most: products of blocks that fit into the nearest cache,
 * by the loops that compute all products here; and a copy of an array that fits into none. The best
 * of many short rounds counts, as others may use the machine meanwhile.
 */
final class CpuPeak {
  /** Short products that let the JIT compiler see what is worth its while. */
  private static final int WARM_UP = 10_000;

  private static final int WARM_UP_TERMS = 8;

  /** Rounds go on until none was better for so long, but not for ever. */
  private static final long SETTLED_NANOS = 250_000_000;

  private static final long MOST_NANOS = 3_000_000_000L;

  /** A round is at least so long: waking the threads takes less than a hundredth of it. */
  private static final long ROUND_NANOS = 5_000_000;

  private static final int LEAST_ROWS = 16;

  /** So that sums are begun and stored seldom. */
  private static final int LEAST_TERMS = 64;

  private static final int PANEL_ELEMENTS = 2048;

  /** 32 MiB. */
  private static final int COPIED = 8 << 20;

  private final CpuKernels kernels;
  private final Workers workers;

  CpuPeak(CpuKernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  Peak measure() {
    int tile = kernels.tileRows();
    int m = (LEAST_ROWS + tile - 1) / tile * tile;
    int n = kernels.panelColumns(Integer.MAX_VALUE);
    int k = Math.min(BlockProduct.MAX_DEPTH, Math.max(LEAST_TERMS, PANEL_ELEMENTS / n));
    return new Peak(
        multiplyAdds(m, n, k),
        copies(),
        "products of %d x %d x %d in the nearest cache, %d threads"
            .formatted(m, n, k, workers.count()),
        "a copy of %d MiB, %d threads".formatted((4L * COPIED) >> 20, workers.count()));
  }

  /** One round of something. */
  private interface Round {
    /** Does it so many times over; returns how much was done. */
    double run(int times);
  }

  /** How much is done in a second, in the best round. */
  private static double rate(Round round) {
    double best = 0;
    int times = 1;
    long begin = System.nanoTime();
    long bettered = begin;
    long end = begin;
    while (best == 0 || (end - bettered < SETTLED_NANOS && end - begin < MOST_NANOS)) {
      long start = System.nanoTime();
      double done = round.run(times);
      end = System.nanoTime();
      if (end - start < ROUND_NANOS) {
        times *= 2;
        bettered = end;
        continue;
      }
      double rate = done / (end - start) * 1e9;
      bettered = rate > 1.02 * best ? end : bettered;
      best = Math.max(best, rate);
    }
    return best;
  }

  private double multiplyAdds(int m, int n, int k) {
    BlockProduct[] products = new BlockProduct[workers.count()];
    for (int i = 0; i < products.length; i++) {
      float[] a = filled(m * BlockProduct.LEFT_STRIDE);
      float[] b = filled(n * k);
      products[i] = kernels.newProduct().left(a, 0).rightPanels(b, 0, k).to(new float[m * n], 0, n);
    }
    for (int i = 0; i < WARM_UP; i++) {
      products[0].run(m, n, Math.min(k, WARM_UP_TERMS), false);
    }
    int tasks = 4 * workers.count();
    return rate(
        times -> {
          workers.run(
              tasks,
              (index, worker) -> {
                for (int i = 0; i < times; i++) {
                  products[worker].run(m, n, k, false);
                }
              });
          return 2.0 * m * n * k * tasks * times;
        });
  }

  private double copies() {
    float[] from = filled(COPIED);
    float[] to = new float[COPIED];
    int share = COPIED / workers.count();
    return rate(
        times -> {
          for (int i = 0; i < times; i++) {
            workers.run(
                workers.count(),
                (index, worker) -> System.arraycopy(from, index * share, to, index * share, share));
          }
          return 2.0 * Float.BYTES * share * workers.count() * times;
        });
  }

  private static float[] filled(int length) {
    float[] values = new float[length];
    Arrays.fill(values, 0.5f);
    return values;
  }
}
