package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.reference.BrokenDevices;
import io.fovea.backend.reference.Elements;
import io.fovea.backend.reference.ReferenceLowering;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dCases;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDataGradientCases;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.FlatUpdate;
import io.fovea.op.FlatUpdateCases;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dCases;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.PoolDims;
import io.fovea.op.Relu;
import io.fovea.op.ReluCases;
import io.fovea.op.Softmax;
import io.fovea.op.SoftmaxCases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Testing the tests: each of these faults must be caught, and by the layer that is there for it.
 */
class BrokenBackendTest {
  @Test
  void offByOnePadding() {
    caught(
        new Conv2dCases(),
        Conv2d.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          Conv2d op = (Conv2d) node.op();
          Padding p = op.geometry().padding();
          Padding shifted =
              p.left() > 0 ? new Padding(p.top(), p.left() - 1, p.bottom(), p.right() + 1) : p;
          Op wrong = new Conv2d(op.geometry().padding(shifted), op.epilogue());
          rightly(wrong, node, inputs, outputs);
        });
  }

  @Test
  void swappedStride() {
    caught(
        new Conv2dDataGradientCases(),
        Conv2dDataGradient.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          Conv2dDataGradient op = (Conv2dDataGradient) node.op();
          swappedStride(op.dims(node.inputTypes()), inputs.get(0), inputs.get(1), outputs.get(0));
        });
  }

  private static void swappedStride(Conv2dDims d, Elements dy, Elements w, Elements dx) {
    Conv2dGeometry g = d.geometry();
    dx.fill(0);
    for (int i = 0; i < dy.length() * d.kh() * d.kw() * d.icPerGroup(); i++) {
      int ic = i % d.icPerGroup();
      int kw = i / d.icPerGroup() % d.kw();
      int kh = i / d.icPerGroup() / d.kw() % d.kh();
      int y = i / d.icPerGroup() / d.kw() / d.kh();
      int oc = y % d.oc();
      int ow = y / d.oc() % d.ow();
      int oh = y / d.oc() / d.ow() % d.oh();
      int n = y / d.oc() / d.ow() / d.oh();
      int ih = oh * g.strideW() - g.padding().top() + kh * g.dilationH();
      int iw = ow * g.strideH() - g.padding().left() + kw * g.dilationW();
      if (ih >= 0 && ih < d.ih() && iw >= 0 && iw < d.iw()) {
        int channel = oc / d.ocPerGroup() * d.icPerGroup() + ic;
        dx.add(n, ih, iw, channel, dy.get(n, oh, ow, oc) * w.get(kh, kw, ic, oc));
      }
    }
  }

  @Test
  void missedTail() {
    caught(
        new ReluCases(),
        Relu.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          for (int i = 0; i < outputs.get(0).length() / 4 * 4; i++) {
            outputs.get(0).set(i, Math.max(0, inputs.get(0).get(i)));
          }
        });
  }

  /** Adds to what the buffer holds instead of storing: right wherever memory happens to be zero. */
  @Test
  void staleBuffer() {
    caught(
        new Conv2dCases(),
        Conv2d.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          double[] before = new double[outputs.get(0).length()];
          for (int i = 0; i < before.length; i++) {
            before[i] = outputs.get(0).get(i);
          }
          rightly(node.op(), node, inputs, outputs);
          for (int i = 0; i < before.length; i++) {
            outputs.get(0).set(i, outputs.get(0).get(i) + before[i]);
          }
        });
  }

  @Test
  void lastOfEqualsWins() {
    caught(
        new MaxPool2dCases(),
        MaxPool2d.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          MaxPool2d op = (MaxPool2d) node.op();
          PoolDims d = PoolDims.of(inputs.get(0).shape(), op.geometry());
          lastTap(d, inputs.get(0), outputs);
        });
  }

  private static void lastTap(PoolDims d, Elements x, List<Elements> outputs) {
    int kw = d.geometry().kw();
    for (int i = 0; i < outputs.get(0).length(); i++) {
      int c = i % d.c();
      int ow = i / d.c() % d.ow();
      int oh = i / d.c() / d.ow() % d.oh();
      int n = i / d.c() / d.ow() / d.oh();
      for (int tap = 0; tap < d.geometry().taps(); tap++) {
        int h = oh * d.geometry().strideH() - d.geometry().padding().top() + tap / kw;
        int w = ow * d.geometry().strideW() - d.geometry().padding().left() + tap % kw;
        boolean inside = h >= 0 && h < d.ih() && w >= 0 && w < d.iw();
        if (inside && x.get(n, h, w, c) == outputs.get(0).get(i)) {
          outputs.get(1).set(i, tap);
        }
      }
    }
  }

  @Test
  void maximumThatHidesNan() {
    caught(
        new ReluCases(),
        Relu.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          for (int i = 0; i < outputs.get(0).length(); i++) {
            double x = inputs.get(0).get(i);
            outputs.get(0).set(i, x > 0 ? x : 0);
          }
        });
  }

  /** Half of single precision: far below what any learning curve would show. */
  @Test
  void tooFewDigits() {
    caught(
        new SoftmaxCases(),
        Softmax.class,
        Layer.ROUNDING,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          for (int i = 0; i < outputs.get(0).length(); i++) {
            outputs.get(0).set(i, outputs.get(0).get(i) * (1 + 0x1p-12));
          }
        });
  }

  @Test
  void frozenParametersThatMove() {
    caught(
        new FlatUpdateCases(),
        FlatUpdate.class,
        Layer.EXACT,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          FlatUpdate op = (FlatUpdate) node.op();
          Elements rate = inputs.get(5 + op.moments());
          for (int i = 0; i < rate.length(); i++) {
            if (rate.get(i) == 0) {
              inputs.get(0).set(i * 128, inputs.get(0).get(i * 128) + 1);
            }
          }
        });
  }

  @Test
  void inputsThatAreOverwritten() {
    caught(
        new ReluCases(),
        Relu.class,
        null,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          inputs.get(0).set(0, 99);
        });
  }

  @Test
  void stateBesideThatIsOverwritten() {
    caught(
        new FlatUpdateCases(),
        FlatUpdate.class,
        null,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          inputs.get(0).set(inputs.get(0).length(), 99);
        });
  }

  @Test
  void outputsThatAreOverrun() {
    caught(
        new ReluCases(),
        Relu.class,
        null,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          outputs.get(0).set(-1, 99);
        });
  }

  @Test
  void bitsThatChangeFromRunToRun() {
    int[] runs = new int[1];
    caught(
        new SoftmaxCases(),
        Softmax.class,
        Layer.REPEAT,
        (node, inputs, outputs) -> {
          rightly(node.op(), node, inputs, outputs);
          runs[0]++;
          outputs.get(0).set(0, outputs.get(0).get(0) * (1 + runs[0] * 0x1p-50));
        });
  }

  /** The same table finds nothing where nothing is wrong. */
  @Test
  void nothingIsFoundInTheReference() {
    Conv2d op = (Conv2d) new Conv2dCases().table().get(0).op();
    assertEquals(List.of(), failures(new Conv2dCases(), Conv2d.class, BrokenDevices.right(op)));
  }

  private static void rightly(Op op, Node node, List<Elements> inputs, List<Elements> outputs) {
    Node other = new Node(op, node.inputs(), node.outputs(), node.label());
    BrokenDevices.right(op).run(other, inputs, outputs);
  }

  private static void caught(
      OpCases table, Class<? extends Op> op, Layer layer, ReferenceLowering broken) {
    List<String> failures = failures(table, op, broken);
    String wanted = layer == null ? "overwritten" : "layer " + layer;
    assertTrue(
        failures.stream().anyMatch(failure -> failure.contains(wanted)),
        () -> wanted + " does not show among " + failures);
    failures.forEach(
        failure -> assertTrue(failure.contains("-Dfovea.case=" + name(table)), failure));
  }

  private static String name(OpCases table) {
    return table.table().get(0).op().name();
  }

  private static List<String> failures(
      OpCases table, Class<? extends Op> op, ReferenceLowering broken) {
    List<String> failures = new ArrayList<>();
    try (Device reference = Devices.open("reference");
        Device device = BrokenDevices.with(op, broken)) {
      Target target = new Target("broken", device, () -> device);
      for (OpCase theCase : table.table()) {
        if (theCase.kind() == OpCase.Kind.BIG) {
          continue;
        }
        Expectation expectation = new Expectation(reference, theCase, Selection.seed(theCase));
        try {
          new CaseRun(table, expectation, target, "equation", new Tally()).run();
        } catch (AssertionError e) {
          failures.add(e.getMessage());
        }
      }
    }
    return failures;
  }
}
