package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.op.Relu;
import io.fovea.op.ReluCases;
import io.fovea.testkit.CaseRun;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.Selection;
import io.fovea.testkit.Tally;
import io.fovea.testkit.Target;
import org.junit.jupiter.api.Test;

/**
 * Testing the tests: what an op of this backend writes outside its result is caught by the runs
 * that every case goes through, in the middle of an array (bands) and at its ends (Java).
 */
class OverrunTest {
  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    run((x, y) -> {});
  }

  @Test
  void oneElementBefore() {
    caught("output0 was overwritten, 1 before", (x, y) -> y.floats()[y.at() - 1] = 99);
  }

  @Test
  void oneElementBehind() {
    caught("output0 was overwritten, 1 behind", (x, y) -> y.floats()[y.at() + y.length()] = 99);
  }

  @Test
  void oneElementOfTheInput() {
    caught("input x was overwritten", (x, y) -> x.floats()[x.at()] = 99);
  }

  @Test
  void oneElementBehindTheInput() {
    caught("input0 was overwritten, 1 behind", (x, y) -> x.floats()[x.at() + x.length()] = 99);
  }

  /** Where a result has an array for itself, as between the layers of a net. */
  @Test
  void beyondTheArray() {
    caught(
        "out of bounds",
        (x, y) -> {
          if (y.at() == 0) {
            y.floats()[y.length()] = 99;
          }
        });
  }

  private interface Fault {
    void after(CpuTensor x, CpuTensor y);
  }

  private static void caught(String message, Fault fault) {
    AssertionError failure = assertThrows(AssertionError.class, () -> run(fault));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  private static void run(Fault fault) {
    var info = new CpuBackend().devices().get(0);
    try (Device reference = Devices.open("reference");
        CpuDevice device = new CpuDevice(info, new ScalarKernels(), new Workers(2))) {
      CpuLowering right = device.lowerings().of(new Relu()).get(0);
      CpuLowering wrong =
          node -> {
            CpuStep step = right.lower(node);
            return () -> {
              step.run();
              fault.after(node.input(0), node.output(0));
            };
          };
      device.lowerings().on(Relu.class, wrong);
      ReluCases table = new ReluCases();
      OpCase theCase = table.table().get(0);
      Expectation expectation = new Expectation(reference, theCase, Selection.seed(theCase));
      Target target = new Target("cpu", device, () -> device);
      assertTrue(new CaseRun(table, expectation, target, wrong.name(), new Tally()).run());
    }
  }
}
