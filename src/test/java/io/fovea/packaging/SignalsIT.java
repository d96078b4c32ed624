package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.testkit.Requirements;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM whose threads are busy outlives an OpenCL driver that replaces its signal handlers. A
 * collection of garbage stops all threads at once, which without the handlers ends the process in
 * almost one case of two.
 */
class SignalsIT {
  /** Opens a device and compiles; three threads are busy meanwhile, or only between the calls. */
  private static final String PROGRAM =
      """
      import io.fovea.backend.*;
      import io.fovea.op.*;
      import io.fovea.tensor.*;
      import java.util.concurrent.locks.*;

      public class Stops {
        static final ReadWriteLock use = new ReentrantReadWriteLock(true);
        static boolean isAlways;
        static volatile long sink;

        static void count(long n) {
          long sum = 0;
          for (long i = 0; i < n; i++) {
            sum += i ^ sum << 3;
            if ((i & 1023) == 0) {
              sink = sum;
            }
          }
        }

        static void work() {
          while (true) {
            if (!isAlways) {
              use.readLock().lock();
            }
            count(5_000_000);
            if (!isAlways) {
              use.readLock().unlock();
            }
          }
        }

        /** Three threads stop, several times, after each call of the driver. */
        static void call(Runnable driver) throws InterruptedException {
          use.writeLock().lock();
          driver.run();
          use.writeLock().unlock();
          Thread.sleep(20);
          System.gc();
          System.gc();
        }

        public static void main(String[] arguments) throws Exception {
          isAlways = arguments[0].equals("always");
          for (int i = 0; i < 3; i++) {
            var thread = new Thread(Stops::work);
            thread.setDaemon(true);
            thread.start();
          }
          Thread.sleep(500); // for the loop to be compiled
          var found = new boolean[1];
          call(() -> found[0] = Devices.list().stream().anyMatch(d -> d.backend().equals("opencl")));
          if (!found[0]) {
            System.out.println("no OpenCL device");
            return;
          }
          var device = new Device[1];
          call(() -> device[0] = Devices.open("opencl"));
          for (int channels = 1; channels <= 6; channels++) {
            var scores = Tensor.of(Shape.of(2, channels), new float[2 * channels]);
            call(() -> Eager.run(device[0], new Softmax(), scores));
          }
          call(device[0]::close);
          System.out.println("alive");
        }
      }
      """;

  @TempDir Path folder;
  private JavaProgram program;

  @BeforeEach
  void compile() throws Exception {
    program = new JavaProgram(folder);
    program.compile(Map.of("Stops.java", PROGRAM), "-classpath", JavaProgram.LIBRARIES);
  }

  @Test
  void handlersAreBackAfterEachCallOfADriver() throws Exception {
    for (int run = 0; run < 3; run++) {
      requireAlive(program.run(arguments(run, "between")));
    }
  }

  @Test
  void withTheLibraryOfTheJdkTheyAreNeverAway() throws Exception {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    if (!Files.exists(library)) {
      Requirements.missing("libjsig", library + " does not exist");
    }
    for (int run = 0; run < 3; run++) {
      requireAlive(program.runAfter(library, arguments(run, "always")));
    }
  }

  private String[] arguments(int run, String busy) throws IOException {
    return List.of(
            "-Dfovea.cache.dir=" + folder.resolve("cache" + run),
            "-classpath",
            "classes" + File.pathSeparator + JavaProgram.LIBRARIES,
            "Stops",
            busy)
        .toArray(String[]::new);
  }

  private static void requireAlive(String printed) {
    if (printed.contains("no OpenCL device")) {
      Requirements.missing("opencl", "a user's program finds no device");
    }
    assertTrue(printed.contains("alive"), printed);
  }
}
