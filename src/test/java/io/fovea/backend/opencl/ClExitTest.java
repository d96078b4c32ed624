package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a program ends while a device is busy, the JVM ends with it, in time and whole. */
class ClExitTest {
  @ParameterizedTest
  @CsvSource({
    "return, 0",
    "exit, 3",
    "throw, 1",
    "close-in-use, 0",
    "launch-in-daemon, 0",
    "close-in-hook, 4"
  })
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void endsInOrder(String way, int status) throws Exception {
    ClFixture.entry();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    var process =
        new ProcessBuilder(java, "-cp", classes, BusyDevice.class.getName(), way)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), output);
  }

  /** Queues work, and ends in the way that its argument names. */
  static final class BusyDevice {
    public static void main(String[] arguments) throws InterruptedException {
      ClDevice device = ClFixture.open();
      ClMemory y = ClFixture.tensors(device, 4096).get(0);
      ClLaunch launch = ClFixture.add(device, 1, y);
      for (int i = 0; i < 300; i++) {
        launch.enqueue();
      }
      device.transfers().readLater(y, Shape.of(4096));
      switch (arguments[0]) {
        case "return" -> {}
        case "exit" -> System.exit(3);
        case "throw" -> throw new IllegalStateException("on purpose");
        case "close-in-use" -> {
          Thread other = launchForEver(launch);
          device.close();
          other.join();
        }
        case "launch-in-daemon" -> launchForEver(launch);
        case "close-in-hook" -> {
          Runtime.getRuntime().addShutdownHook(new Thread(device::close));
          launchForEver(launch);
          System.exit(4);
        }
        default -> System.exit(99);
      }
    }

    private static Thread launchForEver(ClLaunch launch) throws InterruptedException {
      var thread =
          new Thread(
              () -> {
                while (true) {
                  launch.enqueue();
                }
              });
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((where, closed) -> {});
      thread.start();
      Thread.sleep(20);
      return thread;
    }
  }
}
