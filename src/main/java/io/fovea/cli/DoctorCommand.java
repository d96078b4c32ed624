package io.fovea.cli;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.backend.Finding;
import io.fovea.graph.Graph;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Examines the machine: what was found, what works, what is missing, what mends it. */
@Command(
    name = "doctor",
    description = "Examine Java, drivers and devices; say what is missing and what mends it.",
    mixinStandardHelpOptions = true)
final class DoctorCommand extends Reporting {
  private static final int BATCH = 64;

  private static final Conv2d CONVOLUTION =
      new Conv2d(Conv2dGeometry.UNIT.stride(2, 1).padding(new Padding(1, 0, 1, 2)));

  @Option(
      names = "--kernels",
      description =
          "List the implementations of every op on each device, for how many nodes of a training"
              + " step each is chosen, and why it refuses others.")
  private boolean kernels;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description = "The network whose training step is looked at (default: all named ones).")
  private @Nullable String model;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      defaultValue = "28x28x1",
      description = "Image size for a named model (default: ${DEFAULT-VALUE}).")
  private String input = "28x28x1";

  @Override
  void run() {
    Map<String, Graph> graphs = graphs();
    examineJava();
    examine(Devices.backends(), graphs);
  }

  /** Fails where a device gives wrong numbers; one that fails by itself is only said to. */
  void examine(List<Backend> backends, Map<String, Graph> graphs) {
    List<Object> devices = new ArrayList<>();
    List<Object> findings = new ArrayList<>();
    Tensor expected = null;
    for (Backend backend : backends) {
      if (backend.name().equals("reference")) {
        try (Device reference = backend.open(backend.devices().get(0))) {
          expected = convolve(reference);
        }
      }
    }
    for (Backend backend : backends) {
      say("");
      say("backend %s", backend.name());
      for (DeviceInfo info : backend.devices()) {
        devices.add(examine(backend, info, expected, graphs));
      }
      for (Finding finding : backend.diagnose()) {
        say("  %s", finding.problem());
        say("    mend it with: %s", finding.remedy());
        findings.add(Map.of("problem", finding.problem(), "remedy", finding.remedy()));
      }
    }
    put("devices", devices);
    put("findings", findings);
  }

  private void examineJava() {
    boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    Map<String, Object> java = new LinkedHashMap<>();
    java.put("version", System.getProperty("java.version"));
    java.put("vm", System.getProperty("java.vm.name"));
    java.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    java.put("processors", Runtime.getRuntime().availableProcessors());
    java.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    java.put("vectorApi", vector);
    put("java", java);
    say(
        "Java %s (%s), %s, %d processors, heap up to %,d MiB",
        java.get("version"),
        java.get("vm"),
        java.get("os"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
    say(
        vector
            ? "Vector API: present"
            : "Vector API: absent; add --add-modules jdk.incubator.vector for several times the"
                + " speed");
  }

  /** Training steps by the names of their networks. */
  private Map<String, Graph> graphs() {
    List<String> names = model == null ? Zoo.names() : List.of(model);
    Map<String, Graph> graphs = new LinkedHashMap<>();
    for (String name : names) {
      Model network = ModelOptions.of(name, ModelOptions.shape(input), 10);
      graphs.put(name, Trainer.stepGraph(network, BATCH));
    }
    return graphs;
  }

  private Map<String, Object> examine(
      Backend backend, DeviceInfo info, @Nullable Tensor expected, Map<String, Graph> graphs) {
    Map<String, Object> report = DeviceOptions.report(info);
    try (Device device = backend.open(info)) {
      boolean isRight =
          expected == null || Arrays.equals(expected.doubles(), convolve(device).doubles());
      if (!isRight) {
        fail();
      }
      announce(info, report, isRight ? "works" : "gives wrong numbers: do not use it");
      KernelReport ways = new KernelReport(device, graphs);
      say("    %s", ways.summary());
      report.put("models", ways.models());
      if (kernels) {
        report.put("kernels", ways.json());
        ways.print(line -> say("    %s", line));
      }
    } catch (RuntimeException e) {
      announce(info, report, "fails: " + e.getMessage());
    }
    return report;
  }

  private void announce(DeviceInfo info, Map<String, Object> report, String verdict) {
    report.put("verdict", verdict);
    say(
        "  %s  %s (%s, driver %s, %s kernels, %d units): %s",
        info.id(),
        info.name(),
        info.platform(),
        info.driver(),
        info.family(),
        info.computeUnits(),
        verdict);
  }

  /** A small convolution of small integers, so that every right answer is the same to the bit. */
  private static Tensor convolve(Device device) {
    float[] x = new float[2 * 7 * 9 * 5];
    float[] w = new float[3 * 2 * 5 * 6];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * 31 % 17 - 8;
    }
    for (int i = 0; i < w.length; i++) {
      w[i] = i * 29 % 13 - 6;
    }
    return Eager.run(
        device,
        CONVOLUTION,
        Tensor.of(Shape.of(2, 7, 9, 5), x),
        Tensor.of(Shape.of(3, 2, 5, 6), w));
  }
}
