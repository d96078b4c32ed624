package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.DeviceException;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.backend.Tuner;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.op.Slice;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tuning finds the fastest of several ways that compute right, and programs follow it. */
class ClTunerTest {
  private static final int BATCH = 64;
  private static final Duration ENOUGH = Duration.ofMinutes(5);

  /** So many times the work of one launch: more than any noise makes up for. */
  private static final int SLOW = 40;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void keepChoicesInAFileOfOurOwn() {
    file = folder.resolve("choices.tuning");
    System.setProperty(TuningFile.PROPERTY, file.toString());
  }

  @AfterEach
  void forget() {
    System.setProperty(TuningFile.PROPERTY, "off");
  }

  /**
   * A slice of everything, again and again; right where the factor is one.
   *
   * @param most elements that it writes: with few, right for one image only
   */
  private record Scaling(String name, int factor, int times, int most) implements ClLowering {
    @Override
    public void lower(ClNode node) {
      ClMemory y = node.output(0);
      for (int i = 0; i < times; i++) {
        node.kernel(ClFixture.FILE, "scale", Macros.of("SCALE", factor))
            .ints(Math.min(most, y.length()))
            .read(node.input(0))
            .write(y)
            .global(y.length())
            .bind();
      }
    }
  }

  /** Of the same name as the built-in way, which it hides. */
  private static final Scaling FASTER = new Scaling("copy", 1, 1, 1 << 30);

  private static final Scaling SLOWER = new Scaling("slower", 1, SLOW, 1 << 30);
  private static final Scaling WRONG = new Scaling("wrong", 3, 1, 1 << 30);
  private static final Scaling WRONG_IN_BATCHES = new Scaling("wrong_in_batches", 1, 1, 5);

  private ClDevice open(ClLowering... ways) {
    ClDevice device = ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(folder));
    device.lowerings().on(Slice.class, ways);
    return device;
  }

  private static Graph graph(int batch) {
    var graph = new GraphBuilder();
    graph.label("all");
    var x = graph.input("x", TensorType.real(batch, 5));
    graph.output("y", graph.emit(new Slice(1, 0, 5), x));
    return graph.build();
  }

  /** The launch of a program that was compiled now; that it computes what it should. */
  private static Program.Launch use(ClDevice device, int batch) {
    Graph graph = graph(batch);
    try (State state = device.allocate(graph.layout());
        Program program = device.plan(graph, state, CompileOptions.standard())) {
      Tensor x = Tensor.of(Shape.of(batch, 5), ClFixture.ramp(batch * 5, 1));
      program.write("x", x);
      program.run();
      assertEquals(x, program.read("y"));
      return program.launches().get(0);
    }
  }

  private static List<Tuner.Outcome> tune(ClDevice device) {
    List<Tuner.Outcome> outcomes = new ArrayList<>();
    var report = device.tuner().orElseThrow().tune(List.of(graph(BATCH)), ENOUGH, outcomes::add);
    assertEquals(new Tuner.Report(outcomes.size(), 1 - outcomes.size(), 0), report);
    return outcomes;
  }

  @Test
  void theFastestWayIsUsedFromThenOn() {
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertEquals("slower", use(device, BATCH).implementation());
      Tuner.Outcome outcome = tune(device).get(0);
      assertTrue(outcome.isChanged());
      assertEquals("slower", outcome.before().choice());
      assertEquals("copy", outcome.after().choice());
      assertTrue(outcome.after().high() < outcome.before().low());
      assertEquals("copy", use(device, BATCH).implementation());
      assertTrue(use(device, BATCH).tuned());
      assertEquals(List.of(), tune(device), "it is known");
    }
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertEquals("copy", use(device, BATCH).implementation());
      assertEquals("copy", use(device, 7).implementation(), "a last, partial batch");
      assertTrue(device.tuner().orElseThrow().clear());
      assertEquals("slower", use(device, BATCH).implementation());
      assertFalse(use(device, BATCH).tuned());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void wrongWaysNeverWin() {
    try (ClDevice device = open(SLOWER, WRONG, WRONG_IN_BATCHES)) {
      Tuner.Outcome outcome = tune(device).get(0);
      String own = outcome.after().choice();
      assertFalse(own.startsWith("wrong"), own);
      assertTrue(outcome.timings().stream().noneMatch(t -> t.choice().startsWith("wrong")));
      String wrong = String.valueOf(outcome.rejected().get("wrong"));
      assertTrue(wrong.contains("failed its self-check"), wrong);
      String inBatches = String.valueOf(outcome.rejected().get("wrong_in_batches"));
      assertTrue(inBatches.contains("result 0 at 5: got NaN"), inBatches);
      assertEquals(own, use(device, BATCH).implementation());
    }
  }

  /** The same name for other kernels: those were never measured. */
  @Test
  void choicesOfOtherKernelsAreIgnored() {
    try (ClDevice device = open(SLOWER, FASTER)) {
      tune(device);
    }
    try (ClDevice device = open(SLOWER, new Scaling("copy", 2, 1, 1 << 30))) {
      Logger logger = (Logger) LoggerFactory.getLogger(SelfCheck.class);
      ListAppender<ILoggingEvent> log = new ListAppender<>();
      log.start();
      logger.addAppender(log);
      assertEquals("slower", use(device, BATCH).implementation());
      logger.detachAppender(log);
      assertEquals(List.of(), log.list, "it was not even checked");
    }
  }

  /** That the kernels of the planner's own way were others is nothing against it. */
  @Test
  void anOutdatedChoiceLeavesThePlannerItsOwnWay() throws IOException {
    try (ClDevice device = open(FASTER, SLOWER)) {
      tune(device);
    }
    makeOutdated();
    try (ClDevice device = open(FASTER, SLOWER)) {
      Program.Launch launch = use(device, BATCH);
      assertEquals("copy", launch.implementation());
      assertFalse(launch.tuned());
    }
  }

  /** After a change of kernels a choice is measured again, not known. */
  @Test
  void anOutdatedChoiceIsReplaced() throws IOException {
    try (ClDevice device = open(SLOWER, FASTER)) {
      tune(device);
    }
    makeOutdated();
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertEquals("slower", use(device, BATCH).implementation());
      assertEquals("copy", tune(device).get(0).after().choice());
      assertTrue(use(device, BATCH).tuned());
      assertEquals(List.of(), tune(device), "it is known");
    }
  }

  private void makeOutdated() throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(code(FASTER)), text);
    Files.writeString(file, text.replace(code(FASTER), "0".repeat(64)));
  }

  /** A file says so, but the self-check has the last word. */
  @Test
  void aWrongWayIsNotUsedThoughItIsWrittenDown() throws IOException {
    try (ClDevice device = open(SLOWER, FASTER)) {
      tune(device);
    }
    var nowWrong = new Scaling("copy", 2, 1, 1 << 30);
    Files.writeString(file, Files.readString(file).replace(code(FASTER), code(nowWrong)));
    try (ClDevice device = open(SLOWER, nowWrong)) {
      assertEquals("slower", use(device, BATCH).implementation());
    }
  }

  /** The digest of the kernels of a way. */
  private String code(Scaling way) {
    Graph graph = graph(BATCH);
    var options = CompileOptions.standard().force("slice", way.name());
    try (ClDevice device = open(way);
        State state = device.allocate(graph.layout());
        ClProgram program = (ClProgram) device.plan(graph, state, options)) {
      return program.steps().get(0).code();
    }
  }

  @Test
  void choicesThatThereAreNoLongerAreIgnored() throws IOException {
    try (ClDevice device = open(SLOWER, FASTER)) {
      tune(device);
    }
    String whole = Files.readString(file);
    for (String gone : List.of("another", "copy/8x8")) {
      Files.writeString(file, whole.replace("\tcopy\t", "\t" + gone + "\t"));
      try (ClDevice device = open(SLOWER, FASTER)) {
        assertEquals(1, device.tuner().orElseThrow().size());
        assertEquals("slower", use(device, BATCH).implementation());
      }
    }
  }

  @Test
  void aDamagedFileIsIgnoredWithOneWarning() throws IOException {
    try (ClDevice device = open(SLOWER, FASTER)) {
      tune(device);
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    Logger logger = (Logger) LoggerFactory.getLogger(TuningFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertEquals("slower", use(device, BATCH).implementation());
      assertEquals(1, log.list.size());
      String warning = log.list.get(0).getFormattedMessage();
      assertTrue(warning.contains(file.toString()), warning);
      assertEquals("copy", tune(device).get(0).after().choice());
      assertEquals(whole.lines().count(), Files.readAllLines(file).size(), "it is whole again");
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void nothingIsMeasuredUnasked() {
    try (ClDevice device = open(SLOWER, FASTER)) {
      use(device, BATCH);
      use(device, BATCH);
      assertEquals(0, device.tuner().orElseThrow().size());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void theTimeIsABound() {
    try (ClDevice device = open(SLOWER, FASTER)) {
      List<Tuner.Outcome> outcomes = new ArrayList<>();
      Tuner tuner = device.tuner().orElseThrow();
      List<Graph> graphs = List.of(graph(BATCH), graph(BATCH + 1), graph(BATCH));
      assertEquals(
          new Tuner.Report(0, 0, 2), tuner.tune(graphs, Duration.ofNanos(1), outcomes::add));
      assertEquals(List.of(), outcomes);
      assertEquals("slower", use(device, BATCH).implementation());
      assertFalse(Files.exists(file));
    }
  }

  /** What two processes find at once is all kept. */
  @Test
  void choicesThatAnotherSavedMeanwhileAreKept() throws IOException {
    try (ClDevice one = open(SLOWER, FASTER);
        ClDevice other = open(SLOWER, FASTER)) {
      tune(one);
      other.tuner().orElseThrow().tune(List.of(graph(BATCH + 1)), ENOUGH, outcome -> {});
      assertEquals(2, other.tuner().orElseThrow().size());
    }
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertEquals(2, device.tuner().orElseThrow().size());
    }
  }

  /** The same way, with more scratch memory than there is. */
  private record Wasteful(ClLowering lowering) implements ClLowering {
    @Override
    public String name() {
      return "wasteful";
    }

    @Override
    public List<MemoryPlan.Workspace> workspace(Node node, ClTarget target) {
      return List.of(new MemoryPlan.Workspace(DType.F32, 1L << 50));
    }

    @Override
    public void lower(ClNode node) {
      lowering.lower(node);
    }
  }

  /** With more memory the other way might win. */
  @Test
  void nothingIsKnownWhereMemoryWasShort() {
    try (ClDevice device = open(SLOWER, FASTER, new Wasteful(FASTER))) {
      assertNothingIsFound(device);
    }
  }

  /** Other ways cannot be held against results that are wrong. */
  @Test
  void nothingIsMeasuredAgainstAWrongWayOfThePlanner() {
    try (ClDevice device = open(WRONG_IN_BATCHES, FASTER)) {
      assertNothingIsFound(device);
    }
  }

  private void assertNothingIsFound(ClDevice device) {
    List<Tuner.Outcome> outcomes = new ArrayList<>();
    var report = device.tuner().orElseThrow().tune(List.of(graph(BATCH)), ENOUGH, outcomes::add);
    assertEquals(new Tuner.Report(0, 0, 1), report);
    assertEquals(List.of(), outcomes);
    assertFalse(Files.exists(file));
  }

  @Test
  void whatCannotBeKeptIsNotMeasured() {
    System.setProperty(TuningFile.PROPERTY, "off");
    try (ClDevice device = open(SLOWER, FASTER)) {
      assertThrows(DeviceException.class, () -> tune(device));
    }
  }
}
