package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A round is whole however it is dealt out, and no fault in one harms the next. */
@Timeout(60)
class WorkersTest {
  private static final int[] COUNTS = {0, 1, 2, 3, 4, 5, 7, 8, 13, 64, 257, 1000};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyIndexRunsExactlyOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertEquals(threads, workers.count());
      for (int round = 0; round < 200; round++) {
        int count = COUNTS[round % COUNTS.length];
        AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, count));
        workers.run(count, (index, worker) -> runs.incrementAndGet(index));
        for (int i = 0; i < count; i++) {
          assertEquals(1, runs.get(i), "index " + i + " of " + count);
        }
      }
    }
  }

  /** So many that several make one claim, evenly and unevenly. */
  @ParameterizedTest
  @ValueSource(ints = {262_143, 262_144, 524_286, 1_000_003})
  void everyOneOfManyRunsExactlyOnce(int count) {
    try (Workers workers = new Workers(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(count);
      workers.run(count, (index, worker) -> runs.incrementAndGet(index));
      for (int i = 0; i < count; i++) {
        assertEquals(1, runs.get(i), "index " + i + " of " + count);
      }
    }
  }

  /** Of two workers the second begins at the end. */
  @Test
  void theTeamWorksFromBothEnds() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch both = new CountDownLatch(2);
      int[] first = {-1, -1};
      workers.run(
          100,
          (index, worker) -> {
            if (first[worker] < 0) {
              first[worker] = index;
              both.countDown();
              await(both);
            }
          });
      assertEquals(0, first[0]);
      assertEquals(99, first[1]);
    }
  }

  /** Scratch memory per worker relies on it. */
  @Test
  void noTwoPiecesRunAtOnceUnderOneNumber() {
    try (Workers workers = new Workers(4)) {
      AtomicIntegerArray inUse = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      for (int round = 0; round < 200; round++) {
        workers.run(
            16,
            (index, worker) -> {
              clashes.addAndGet(inUse.getAndIncrement(worker));
              Thread.onSpinWait();
              inUse.decrementAndGet(worker);
            });
      }
      assertEquals(0, clashes.get());
    }
  }

  /** All of the team take part at once: each piece waits until every worker has one. */
  @Test
  void theWholeTeamWorks() {
    try (Workers workers = new Workers(3)) {
      CountDownLatch all = new CountDownLatch(3);
      Set<Integer> numbers = ConcurrentHashMap.newKeySet();
      workers.run(
          3,
          (index, worker) -> {
            numbers.add(worker);
            all.countDown();
            await(all);
          });
      assertEquals(Set.of(0, 1, 2), numbers);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatATaskThrowsIsThrownAndTheTeamLivesOn(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (Throwable fault : List.of(new IllegalArgumentException("fault"), new Error("fault"))) {
        for (int failing = 0; failing < 20; failing++) {
          int bad = failing;
          Throwable thrown =
              assertThrows(
                  Throwable.class,
                  () ->
                      workers.run(
                          20,
                          (index, worker) -> {
                            if (index == bad) {
                              throwUnchecked(fault);
                            }
                          }));
          assertSame(fault, thrown);
          AtomicInteger sum = new AtomicInteger();
          workers.run(10, (index, worker) -> sum.addAndGet(index));
          assertEquals(45, sum.get());
        }
      }
    }
  }

  private static void throwUnchecked(Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) fault;
  }

  @Test
  void severalCallersAtOnceGetWholeRounds() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      Set<Throwable> failures = ConcurrentHashMap.newKeySet();
      List<Thread> callers = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        Thread caller =
            new Thread(
                () -> {
                  for (int round = 0; round < 500; round++) {
                    AtomicInteger sum = new AtomicInteger();
                    workers.run(round % 40, (index, worker) -> sum.addAndGet(index + 1));
                    int n = round % 40;
                    assertEquals(n * (n + 1) / 2, sum.get());
                  }
                });
        caller.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(Set.of(), failures);
    }
  }

  /** While the team is busy, a second caller does its tasks alone instead of waiting. */
  @Test
  void aSecondCallerIsNotHeldUp() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread first =
          new Thread(
              () ->
                  workers.run(
                      2,
                      (index, worker) -> {
                        busy.countDown();
                        await(done);
                      }));
      first.start();
      await(busy);
      Thread here = Thread.currentThread();
      workers.run(10, (index, worker) -> assertSame(here, Thread.currentThread()));
      done.countDown();
      first.join();
    }
  }

  @Test
  void aRoundWithinARoundIsRefused() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger refusals = new AtomicInteger();
      workers.run(
          2,
          (index, worker) -> {
            both.countDown();
            await(both);
            assertThrows(IllegalStateException.class, () -> workers.run(2, (i, w) -> {}));
            refusals.incrementAndGet();
          });
      assertEquals(2, refusals.get(), "by the caller and by its helper");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void closingEndsTheThreads(int threads) {
    Set<Thread> before = fovea();
    Workers workers = new Workers(threads);
    workers.run(50, (index, worker) -> {});
    Set<Thread> own = fovea();
    own.removeAll(before);
    assertEquals(threads - 1, own.size());
    workers.close();
    workers.close();
    own.forEach(thread -> assertTrue(!thread.isAlive(), thread.getName()));
    for (int count : new int[] {1, 2, 50}) {
      assertThrows(IllegalStateException.class, () -> workers.run(count, (index, worker) -> {}));
    }
  }

  private static Set<Thread> fovea() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fovea-cpu-"))
        .forEach(threads::add);
    return threads;
  }

  @Test
  void anInterruptedCallerFinishesItsRound() {
    try (Workers workers = new Workers(2)) {
      Thread.currentThread().interrupt();
      AtomicInteger sum = new AtomicInteger();
      workers.run(
          2,
          (index, worker) -> {
            long end = System.nanoTime() + 5_000_000;
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            sum.addAndGet(index + 1);
          });
      assertEquals(3, sum.get());
      assertTrue(Thread.interrupted(), "the interrupt is still there");
    }
  }

  @Test
  void aTeamHasFrom1To1024Workers() {
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertThrows(IllegalArgumentException.class, () -> new Workers(1025));
  }

  @Test
  void aPropertySetsTheUsualNumberOfThreads() {
    String before = System.getProperty(Workers.THREADS);
    try {
      System.setProperty(Workers.THREADS, " 3 ");
      assertEquals(3, Workers.defaultCount());
      for (String wrong : List.of("", "0", "-1", "1025", "two", "2.5")) {
        System.setProperty(Workers.THREADS, wrong);
        var refusal = assertThrows(IllegalArgumentException.class, Workers::defaultCount);
        assertTrue(refusal.getMessage().contains("'" + wrong + "'"), refusal.getMessage());
      }
      System.clearProperty(Workers.THREADS);
      assertEquals(Cores.count(), Workers.defaultCount());
    } finally {
      if (before == null) {
        System.clearProperty(Workers.THREADS);
      } else {
        System.setProperty(Workers.THREADS, before);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
