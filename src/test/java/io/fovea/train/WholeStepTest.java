package io.fovea.train;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.opencl.ClDevice;
import io.fovea.backend.opencl.ClFixture;
import io.fovea.backend.opencl.ClProfile;
import io.fovea.check.Comparison;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.graph.Graph;
import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.AvgPool2d;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Concat;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Input;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.nn.Softmax;
import io.fovea.tensor.DType;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.CaseRun;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import io.fovea.testkit.OpTable;
import io.fovea.testkit.Selection;
import io.fovea.testkit.Tally;
import io.fovea.testkit.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole trainings of two tiny nets that have much of what there is, and each op by itself, by each
 * family of OpenCL kernels, against the reference. {@code native-test/check} runs this on Oclgrind,
 * too, with a buffer for every tensor: there every launch that a planner makes is watched.
 */
@Tag("slow")
class WholeStepTest {
  private static final int N = 10;

  /** So many images that a GPU splits the sums of their weight gradients. */
  private static final int BATCH = 8;

  /** Of the largest number in a result: what a few steps make of rounding. */
  private static final double BAND = 1e-5;

  private static final Pattern KERNEL = Pattern.compile("__kernel[^{;]*?\\bvoid\\s+(\\w+)");

  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"opencl-portable", "opencl-cpu"})
  void agreesWithTheReferenceInEveryKernel(String name) throws IOException {
    Device reference = backends.target("reference").device();
    Target target = backends.target(name);
    ClDevice device = (ClDevice) target.device();
    if (System.getenv("OCLGRIND_LOG") != null) {
      assertEquals("Oclgrind", device.info().platform());
      assertEquals("separate", System.getProperty("fovea.opencl.memory"));
    }
    ClProfile profile = device.profile(true);
    try {
      requireClose(ofImages(device), ofImages(reference));
      requireClose(ofPairs(device), ofPairs(reference));
      Set<String> missing = kernels(name.equals("opencl-cpu") ? "portable" : "cpu");
      OpTable.all().forEach(table -> runCases(table, target, reference, missing));
      assertEquals(Set.of(), missing, "kernels that were not launched");
      ClFixture.requireNoHeader(device);
    } finally {
      device.profile(false);
    }
  }

  /**
   * What these nets have no use for: each op, for each types of arguments the first case in its
   * table, in every way there is; and more cases while kernels of the op's name are missing.
   */
  private static void runCases(
      OpCases table, Target target, Device reference, Set<String> missing) {
    ClProfile profile = ((ClDevice) target.device()).profile(true);
    Set<List<DType>> seen = new HashSet<>();
    for (OpCase theCase : table.table()) {
      profile.entries().forEach(entry -> missing.remove(entry.kernel()));
      boolean isNew = seen.add(theCase.arguments().stream().map(x -> x.type().dtype()).toList());
      boolean isOfUse = missing.stream().anyMatch(kernel -> isOf(theCase.op().name(), kernel));
      if (isNew || (isOfUse && theCase.kind() != OpCase.Kind.BIG)) {
        Expectation expectation = new Expectation(reference, theCase, Selection.seed(theCase));
        for (String way : target.device().implementations(theCase.op())) {
          new CaseRun(table, expectation, target, way, new Tally()).run();
        }
      }
    }
    profile.entries().forEach(entry -> missing.remove(entry.kernel()));
  }

  /** Whether a kernel is named after an op, and after no other with a longer name. */
  private static boolean isOf(String op, String kernel) {
    return OpTable.all().stream()
        .map(table -> table.table().get(0).op().name())
        .filter(kernel::startsWith)
        .max(Comparator.comparingInt(String::length))
        .filter(op::equals)
        .isPresent();
  }

  /**
   * All kernels but those of another family, the probes that ran when devices were opened, and
   * those that measure a device's peak.
   */
  private static Set<String> kernels(String otherFamily) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("kernels"))) {
      for (Path file : files.toList()) {
        Matcher kernel = KERNEL.matcher(Files.readString(file));
        while (kernel.find()) {
          names.add(kernel.group(1));
        }
      }
    }
    names.removeIf(name -> name.matches("(probe|peak)_.*") || name.endsWith("_" + otherFamily));
    return names;
  }

  private static void requireClose(Map<String, Tensor> got, Map<String, Tensor> want) {
    assertEquals(want.keySet(), got.keySet());
    want.forEach(
        (name, wanted) -> {
          double largest = Arrays.stream(wanted.doubles()).map(Math::abs).max().orElseThrow();
          double[] bounds = new double[wanted.length()];
          Arrays.fill(bounds, BAND * largest);
          Comparison comparison = Comparison.of(got.get(name), wanted, bounds);
          assertTrue(comparison.passes(), () -> name + ": " + comparison);
        });
  }

  /** Pictures in bytes, and convolutions of each kind; Adam. */
  private static Map<String, Tensor> ofImages(Device device) {
    Shape image = Shape.of(9, 8, 3);
    byte[] pixels = new byte[N * (int) image.elements()];
    Philox.Sequence random = Philox.sequence(1, "pixels");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    Dataset data =
        Dataset.of(
            Tensor.of(image.batched(N), pixels),
            labels(3),
            List.of("a", "b", "c"),
            Preprocessing.centred(image));
    Signal x = Input.of(image);
    Signal stem = new Relu().on(Conv2d.of(8, 3).padding(SAME).on(x));
    Signal depthwise = DepthwiseConv2d.of(3).padding(SAME).withoutBias().on(stem);
    Signal pooled = MaxPool2d.of(2).on(new Relu().on(new BatchNorm().on(depthwise)));
    Signal pointwise = Conv2d.of(6, 1).on(pooled);
    Signal grouped = Conv2d.of(6, 3).padding(SAME).groups(2).on(pointwise);
    Signal sum = new Relu().on(Add.of(grouped, pointwise));
    Signal flat = new Flatten().on(AvgPool2d.of(2).on(sum));
    Model model = Model.of(x, Dense.of(3).on(Dropout.of(0.25).on(flat)));
    try (Trainer trainer = Trainer.of(model, device).optimizer(Adam.of(0.01)).seed(7).build()) {
      return train(trainer, Examples.of(data));
    }
  }

  /** Two inputs, and two outputs, one a mean of probabilities; SGD. */
  private static Map<String, Tensor> ofPairs(Device device) {
    Signal left = Input.of("left", Shape.of(8, 8, 3));
    Signal right = Input.of("right", Shape.of(8, 8, 4));
    Signal wide = Conv2d.of(4, 1).withoutBias().on(left);
    Signal both = new BatchNorm().on(Concat.of(wide, right));
    Signal scores = Dense.of(3).on(new Flatten().on(both));
    Signal maps = new Softmax().on(Conv2d.of(2, 3).stride(2).on(both));
    Signal probabilities = new GlobalAvgPool().on(maps);
    Model model = Model.of(List.of(left, right), List.of(scores, probabilities));
    Examples examples =
        Examples.of(
            List.of(reals("left", 8, 8, 3), reals("right", 8, 8, 4)),
            List.of(labels(3), labels(2)));
    try (Trainer trainer =
        Trainer.of(model, device)
            .loss(new SoftmaxCrossEntropy(), new CrossEntropy())
            .optimizer(Sgd.of(0.05).nesterov(0.9))
            .seed(7)
            .build()) {
      return train(trainer, examples);
    }
  }

  private static Tensor reals(String name, int... item) {
    Shape shape = Shape.of(item).batched(N);
    float[] values = new float[(int) shape.elements()];
    Philox.Sequence random = Philox.sequence(1, name);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(shape, values);
  }

  private static int[] labels(int classes) {
    return IntStream.range(0, N).map(i -> i % classes).toArray();
  }

  /** Two epochs and a step more: losses and weights. */
  private static Map<String, Tensor> train(Trainer trainer, Examples examples) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    History history = trainer.fit(examples, Fit.epochs(2).batch(BATCH).validation(examples));
    for (EpochResult epoch : history.epochs()) {
      results.put("loss of epoch " + epoch.epoch(), real(epoch.loss()));
      results.put("validation of epoch " + epoch.epoch(), real(epoch.measuredLoss()));
    }
    stepByPatches(trainer, examples);
    results.put("loss in the end", real(trainer.evaluate(examples).loss()));
    results.putAll(trainer.weights());
    return results;
  }

  private static Tensor real(double value) {
    return Tensor.of(Shape.scalar(), value);
  }

  /**
   * A step with what the best plan has no use for: convolutions that write out their patches, no
   * fused epilogues, gradients that are copied to their place.
   */
  private static void stepByPatches(Trainer trainer, Examples examples) {
    CompileOptions options =
        CompileOptions.standard().without("fuse-epilogues").without("write-through");
    if (trainer.device() instanceof ClDevice) {
      for (String op : List.of("conv2d", "conv2d_data_gradient", "conv2d_weight_gradient")) {
        options = options.force(op, "im2col");
      }
    }
    var state = trainer.memory().state();
    Graph step =
        StepGraph.training(trainer.model(), trainer.recipe(), state.layout(), examples, N, false);
    try (Program program = trainer.device().compile(step, state, options)) {
      BatchStream.write(examples, TrainerState.identity(N), 0, N, program);
      program.run();
    }
  }
}
