package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.data.DataException;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Examples that are streamed: read ahead, but not far; broken ones are named. */
class BatchStreamTest {
  private static final Shape IMAGE = Shape.of(2, 2, 1);
  private static final Model MODEL = Sequential.of(IMAGE, new Flatten(), Dense.of(2));
  private static final Fit STREAMED =
      Fit.epochs(1).batch(4).placement(Fit.Placement.STREAMED).unshuffled();

  /** A data set that counts what is read of it, and by whom. */
  private static class Counted implements Dataset {
    final AtomicInteger reads = new AtomicInteger();
    final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final int size;

    Counted(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Shape imageShape() {
      return IMAGE;
    }

    @Override
    public DType imageType() {
      return DType.U8;
    }

    @Override
    public Preprocessing preprocessing() {
      return Preprocessing.unit(IMAGE);
    }

    @Override
    public boolean isLabelled() {
      return true;
    }

    @Override
    public List<String> classNames() {
      return List.of("dark", "light");
    }

    @Override
    public int label(int i) {
      return i % 2;
    }

    @Override
    public void copyBytes(int i, byte[] bytes, int offset) {
      reads.incrementAndGet();
      threads.add(Thread.currentThread().getName());
      bytes[offset] = (byte) (i % 2 * 200);
    }

    @Override
    public Shape targetShape() {
      return Shape.of(2);
    }

    @Override
    public void copyTarget(int i, float[] values, int offset) {
      throw new AssertionError("classes are asked for");
    }

    @Override
    public void copyInput(int i, float[] values, int offset) {
      throw new AssertionError("bytes are asked for");
    }
  }

  private static Trainer trainer(Device device) {
    return Trainer.of(MODEL, device).optimizer(Sgd.of(0.1)).build();
  }

  /** While nobody takes any, another one reads ahead, three batches and no more. */
  @Test
  void anotherThreadReadsAheadButNotFar() throws Exception {
    Counted data = new Counted(400);
    try (BatchStream stream = new BatchStream(Examples.of(data), identity(400), 0, 4)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (data.reads.get() < 12 && System.nanoTime() < deadline) {
        Thread.sleep(1);
      }
      Thread.sleep(200);
      assertEquals(12, data.reads.get());
      assertEquals(Set.of("fovea-reader"), data.threads);
    }
    assertEquals(12, data.reads.get(), "nothing is read after closing");
  }

  private static int[] identity(int n) {
    return TrainerState.identity(n);
  }

  @Test
  void everyExampleIsReadOnceAnEpoch() {
    Counted data = new Counted(30);
    try (Device device = Devices.open("cpu");
        Trainer streamed = trainer(device);
        Trainer resident = trainer(device)) {
      streamed.fit(data, STREAMED);
      assertEquals(30, data.reads.get());
      resident.fit(data, STREAMED.placement(Fit.Placement.RESIDENT));
      assertEquals(streamed.weights(), resident.weights());
      assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(BatchStreamTest::isReader));
    }
  }

  private static boolean isReader(Thread thread) {
    return thread.getName().equals("fovea-reader");
  }

  @Test
  void aBrokenExampleIsNamedWhereItIsDue() {
    Dataset broken =
        new Counted(30) {
          @Override
          public void copyBytes(int i, byte[] bytes, int offset) {
            if (i == 17) {
              throw DataException.at("images.bin", 99, "ends here");
            }
            super.copyBytes(i, bytes, offset);
          }
        };
    try (Device device = Devices.open("cpu");
        Trainer trainer = trainer(device)) {
      DataException e = assertThrows(DataException.class, () -> trainer.fit(broken, STREAMED));
      assertEquals("example 17: cannot be read (images.bin, byte 99: ends here)", e.getMessage());
      assertInstanceOf(DataException.class, e.getCause());
      assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(BatchStreamTest::isReader));
      assertThrows(DataException.class, () -> trainer.evaluate(broken));
      assertThrows(
          DataException.class,
          () -> trainer.fit(broken, STREAMED.placement(Fit.Placement.RESIDENT)));
      // Of a part of the examples, the number is that in the whole.
      DataException part =
          assertThrows(DataException.class, () -> trainer.fit(broken, STREAMED.validation(0.2)));
      assertTrue(part.getMessage().startsWith("example 17: cannot be read"), part.getMessage());
      assertTrue(Double.isFinite(trainer.fit(new Counted(30), STREAMED).last().loss()));
    }
  }

  @Test
  void anErrorOfTheReaderReachesFit() {
    Dataset broken =
        new Counted(30) {
          @Override
          public void copyBytes(int i, byte[] bytes, int offset) {
            throw new OutOfMemoryError("of the test");
          }
        };
    try (Device device = Devices.open("cpu");
        Trainer trainer = trainer(device)) {
      assertThrows(OutOfMemoryError.class, () -> trainer.fit(broken, STREAMED));
    }
  }

  @Test
  void anInterruptionIsKept() {
    try (Device device = Devices.open("cpu");
        Trainer trainer = trainer(device)) {
      Thread.currentThread().interrupt();
      trainer.fit(new Counted(40), STREAMED);
      assertTrue(Thread.interrupted());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }
}
