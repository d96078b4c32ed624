package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Candidate;
import io.fovea.backend.Device;
import io.fovea.backend.Unsupported;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.model.Zoo;
import io.fovea.op.Op;
import io.fovea.op.Relu;
import io.fovea.tensor.Shape;
import io.fovea.train.Trainer;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor says of a device that lacks something. */
class KernelReportTest {
  private static final Map<String, Graph> GRAPHS =
      Map.of("lenet5", Trainer.stepGraph(Zoo.lenet5(Shape.of(28, 28, 1), 10), 4));

  /** A device with two ways for each op, of which the first never can, and the last seldom. */
  private static Device device(String unknown) {
    return (Device)
        Proxy.newProxyInstance(
            Device.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (proxy, method, arguments) ->
                method.getName().equals("candidates")
                    ? candidates((Node) arguments[0], unknown)
                    : Map.<Class<? extends Op>, List<String>>of(Relu.class, List.of("a", "b")));
  }

  private static List<Candidate> candidates(Node node, String unknown) {
    Unsupported never = new Unsupported("it never can");
    boolean isUnknown = node.op().name().equals(unknown);
    return List.of(
        new Candidate("a", never),
        new Candidate("b", isUnknown ? new Unsupported("not " + unknown) : null));
  }

  @Test
  void countsWhatIsChosenAndRefused() {
    KernelReport report = new KernelReport(device(""), GRAPHS);
    assertTrue(report.summary().endsWith("; trains lenet5"), report.summary());
    List<String> lines = new ArrayList<>();
    report.print(lines::add);
    assertTrue(lines.contains("conv2d, 2 nodes: a 0, b 2"), lines.toString());
    assertTrue(lines.contains("  a refuses 2, as lenet5 'conv1': it never can"), lines.toString());
  }

  @Test
  void namesTheFirstNodeThatNothingCanDo() {
    KernelReport report = new KernelReport(device("max_pool2d"), GRAPHS);
    String problem = "max_pool2d 'pool1' has no implementation";
    assertTrue(
        report.summary().endsWith("; cannot train lenet5 (" + problem + ")"), report.summary());
    assertEquals(
        List.of(Map.of("model", "lenet5", "trains", false, "problem", problem)), report.models());
  }
}
