package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Devices;
import io.fovea.backend.State;
import io.fovea.check.GradientCheck;
import io.fovea.check.GradientReport;
import io.fovea.check.GraphCheck;
import io.fovea.check.GraphReport;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Initializer;
import io.fovea.nn.Layer;
import io.fovea.nn.Registry;
import io.fovea.nn.Relu;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Softmax;
import io.fovea.nn.Tanh;
import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;
import io.fovea.op.Mean;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.FeatureCoverage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Everything that is registered for training, on every backend: whole steps, node by node, against
 * the reference; and the gradients of losses against difference quotients.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingCoverageTest {
  private static final int CONFIGURATIONS = 5;
  private static final int EXAMPLES = 10;
  private static final int BATCH = 4;
  private static final Shape OUTPUT = Shape.of(3);

  private static final String STEPS =
      """
      Written by `TrainingCoverageTest`. A cell gives whole steps of training that were run on a backend, and in brackets the numbers
      compared in them: forward, backward, update and metrics, node by node, against the reference within derived bounds. The
      reference runs them, too: it is what the numbers are compared with.
      """;

  private BackendsUnderTest backends;

  @BeforeAll
  void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  void close() {
    backends.close();
  }

  /** One test for each registered name, and one that nothing was left out. */
  private Stream<DynamicNode> each(
      Class<?> kind, FeatureCoverage coverage, boolean hasGradient, Consumer<String> check) {
    Set<String> names = Registry.all().names(kind);
    return Stream.concat(
        names.stream().map(name -> DynamicTest.dynamicTest(name, () -> check.accept(name))),
        Stream.of(
            DynamicContainer.dynamicContainer(
                "all",
                Stream.of(
                    DynamicTest.dynamicTest(
                        "of them", () -> coverage.finish(names, backends, hasGradient))))));
  }

  private static <T> T registered(Class<T> kind, String name) {
    return kind.cast(Registry.all().of(kind, name).prototype());
  }

  @TestFactory
  Stream<DynamicNode> losses() {
    FeatureCoverage coverage =
        new FeatureCoverage(
            "losses",
            STEPS.strip()
                + " \"Gradient\": random configurations whose gradients by the model's output were"
                + " compared\nwith difference quotients, in double precision.\n");
    return each(
        Loss.class,
        coverage,
        true,
        name -> {
          Loss loss = registered(Loss.class, name);
          for (int i = 0; i < CONFIGURATIONS; i++) {
            GradientReport report = gradient(loss, new Random(31L * name.hashCode() + i));
            assertTrue(report.passes(), report::toString);
            coverage.gradient(name, report.checked());
          }
          Model model = model(loss);
          Examples examples = examples(model, loss, new Random(7));
          float[] weights = {1, 0, 0.5f, 2, 1, 1, 3, 0.25f, 1, 1};
          for (Examples some : List.of(examples, examples.weighted(weights))) {
            check(name, coverage, model, builder -> builder.loss(loss), some);
          }
        });
  }

  private static GradientReport gradient(Loss loss, Random random) {
    int n = 3;
    Shape output = Shape.of(2 + random.nextInt(4));
    Target target = loss.targets(output).get(0);
    GraphBuilder graph = new GraphBuilder();
    Value x = graph.input("output", TensorType.real(output.batched(n)));
    Value y = x;
    if (loss instanceof CrossEntropy) {
      y = graph.emit(new io.fovea.op.Softmax(), x);
    } else if (loss instanceof BinaryCrossEntropy) {
      y = graph.emit(new Activate(ActivationFunction.SIGMOID), x);
    }
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("output", uniform(output.batched(n), random));
    Value targets;
    if (target instanceof Target.Classes classes) {
      targets = graph.input("target", TensorType.ints(n));
      values.put("target", Tensor.of(Shape.of(n), labels(n, classes.count(), random)));
    } else {
      Shape shape = ((Target.Values) target).shape().batched(n);
      targets = graph.input("target", TensorType.real(shape));
      values.put("target", numbers((Target.Values) target, n, random));
    }
    Value mean = graph.emit(new Mean(), loss.build(graph, y, targets).perExample());
    return GradientCheck.standard().loss(graph, mean, values, List.of("output"));
  }

  @TestFactory
  Stream<DynamicNode> optimizers() {
    FeatureCoverage coverage = new FeatureCoverage("optimizers", STEPS);
    return each(
        Optimizer.class,
        coverage,
        false,
        name -> {
          Loss loss = new MeanSquaredError();
          Optimizer optimizer = registered(Optimizer.class, name);
          Examples examples = examples(model(loss), loss, new Random(8));
          UnaryOperator<TrainerBuilder> usual = b -> b.loss(loss).optimizer(optimizer);
          check(name, coverage, model(loss), usual, examples);
          UnaryOperator<TrainerBuilder> uneven =
              b -> usual.apply(b).freeze("dense1").rate("dense2/w", 0.5);
          check(name, coverage, model(loss), uneven, examples);
        });
  }

  @TestFactory
  Stream<DynamicNode> metrics() {
    FeatureCoverage coverage = new FeatureCoverage("metrics", STEPS);
    return each(
        Metric.class,
        coverage,
        false,
        name -> {
          Metric metric = registered(Metric.class, name);
          int count = 0;
          for (String lossName : Registry.all().names(Loss.class)) {
            Loss loss = registered(Loss.class, lossName);
            if (count < 2 && metric.measures(loss.targets(OUTPUT).get(0))) {
              count++;
              Examples examples = examples(model(loss), loss, new Random(9));
              check(name, coverage, model(loss), b -> b.loss(loss).metrics(metric), examples);
            }
          }
          assertTrue(count > 0, () -> name + " measures what no loss compares");
        });
  }

  @TestFactory
  Stream<DynamicNode> augmentations() {
    FeatureCoverage coverage = new FeatureCoverage("augmentations", STEPS);
    return each(
        Augmentation.class,
        coverage,
        false,
        name -> {
          Augmentation[] some = augmentation(registered(Augmentation.class, name));
          Model model = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3));
          for (long seed = 1; seed <= 2; seed++) {
            long drawn = seed;
            check(name, coverage, model, b -> b.augment(some).seed(drawn), Tasks.bands(10));
          }
        });
  }

  /** The like of a prototype that does something. */
  private static Augmentation[] augmentation(Augmentation prototype) {
    Augmentation shift = new Augmentation.Shift(1, 2);
    Augmentation one =
        prototype instanceof Augmentation.Shift
            ? shift
            : prototype instanceof Augmentation.Crop
                ? new Augmentation.Crop(2)
                : prototype instanceof Augmentation.Rotate
                    ? new Augmentation.Rotate(25)
                    : prototype instanceof Augmentation.Scale
                        ? new Augmentation.Scale(0.3)
                        : prototype;
    return prototype instanceof Augmentation.Surround
        ? new Augmentation[] {shift, one}
        : new Augmentation[] {one};
  }

  /** The layers' outputs are on the scale that the loss takes. */
  private static Model model(Loss loss) {
    Layer end =
        loss instanceof CrossEntropy
            ? new Softmax()
            : loss instanceof BinaryCrossEntropy ? new Sigmoid() : null;
    return end == null
        ? Sequential.of(Shape.of(4), Dense.of(5), new Tanh(), Dense.of(3))
        : Sequential.of(Shape.of(4), Dense.of(5), new Tanh(), Dense.of(3), end);
  }

  private static Examples examples(Model model, Loss loss, Random random) {
    Tensor uniform = uniform(Shape.of(EXAMPLES, 4), random);
    Tensor x = Tensor.of(uniform.shape(), uniform.floats());
    Target target = loss.targets(OUTPUT).get(0);
    return target instanceof Target.Classes classes
        ? Examples.of(x, labels(EXAMPLES, classes.count(), random))
        : Examples.of(x, numbers((Target.Values) target, EXAMPLES, random));
  }

  /** A step after an epoch, so that there are moments, on every backend. */
  private void check(
      String name,
      FeatureCoverage coverage,
      Model model,
      UnaryOperator<TrainerBuilder> settings,
      Examples examples) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    Graph step;
    try (var reference = Devices.open("reference");
        Trainer trainer = settings.apply(Trainer.of(model, reference)).build()) {
      Recipe recipe = trainer.recipe();
      trainer.fit(
          examples, Fit.epochs(1).batch(BATCH).placement(Fit.Placement.RESIDENT).unshuffled());
      State state = trainer.memory().state();
      for (StateLayout.Region region : state.layout().regions()) {
        values.put(region.name(), state.read(region.name()));
      }
      values.put(TrainerLayout.POSITION, Tensor.scalar(BATCH));
      Examples fitting = examples.fitFor(model, recipe.targets(model));
      step = StepGraph.training(model, recipe, state.layout(), fitting, BATCH, true);
    }
    long numbers = 0;
    for (io.fovea.testkit.Target target : backends.targets()) {
      if (!target.name().equals("reference")) {
        GraphReport report = GraphCheck.on(target.device()).run(step, values);
        assertTrue(report.passes(), () -> name + " on " + target.name() + "\n" + report);
        assertTrue(report.mostUsed() > 0, "nothing was rounded");
        coverage.count(name, target.name(), report.checked());
        numbers = report.checked();
      }
    }
    coverage.count(name, "reference", numbers);
  }

  @TestFactory
  Stream<DynamicNode> schedules() {
    FeatureCoverage coverage =
        new FeatureCoverage(
            "learning-rate schedules",
            "Computed on the host. Written by `TrainingCoverageTest`: trainings whose last step had"
                + " the right rate on the device, and\nin brackets their steps.\n");
    return each(
        Schedule.class,
        coverage,
        false,
        name -> {
          Schedule schedule = registered(Schedule.class, name);
          Loss loss = new MeanSquaredError();
          Examples examples = examples(model(loss), loss, new Random(4));
          for (io.fovea.testkit.Target target : backends.targets()) {
            try (Trainer trainer =
                Trainer.of(model(loss), target.device())
                    .loss(loss)
                    .optimizer(Sgd.of(0.1))
                    .schedule(schedule)
                    .build()) {
              trainer.fit(examples, Fit.epochs(2).batch(BATCH));
              History first = new History(trainer.history().epochs().subList(0, 1));
              double rate = 0.1 * schedule.multiplier(5, 1 + 8.0 / EXAMPLES, first);
              assertEquals(rate, trainer.history().last().learningRate(), 1e-15);
              Tensor control = trainer.memory().state().read(TrainerLayout.LEARNING_RATE);
              assertEquals((float) rate, (float) control.get(0));
              coverage.count(name, target.name(), 6);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicNode> initializers() {
    FeatureCoverage coverage =
        new FeatureCoverage(
            "initial weights",
            "Drawn on the host, the same on every device. Written by `TrainingCoverageTest`: models"
                + " whose weights began on a device as\ndrawn, bit for bit, and in brackets these"
                + " numbers.\n");
    return each(
        Initializer.class,
        coverage,
        false,
        name -> {
          Initializer initializer = registered(Initializer.class, name);
          Dense dense = Dense.of(5).initializer(initializer);
          Model model = Sequential.of(Shape.of(6), dense, new Relu(), Dense.of(2));
          for (io.fovea.testkit.Target target : backends.targets()) {
            try (Trainer trainer = Trainer.of(model, target.device()).seed(11).build()) {
              Tensor drawn = model.parameters().get(0).initial(11);
              Tensor found = trainer.parameter("dense1/w");
              for (int i = 0; i < drawn.length(); i++) {
                assertEquals(drawn.get(i), found.get(i), name + " on " + target.name());
              }
              coverage.count(name, target.name(), drawn.length());
            }
          }
        });
  }

  private static int[] labels(int n, int classes, Random random) {
    return random.ints(n, 0, classes).toArray();
  }

  private static Tensor uniform(Shape shape, Random random) {
    double[] values = new double[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 4 * random.nextDouble() - 2;
    }
    return Tensor.of(shape, values);
  }

  /** Numbers that a target may have. */
  private static Tensor numbers(Target.Values target, int n, Random random) {
    float[] values = new float[(int) target.shape().batched(n).elements()];
    int last = target.shape().dim(-1);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (target.range()) {
            case ANY -> (float) (4 * random.nextDouble() - 2);
            case UNIT -> random.nextFloat();
            case SIGN -> random.nextBoolean() ? 1 : -1;
            case DISTRIBUTION -> 1f / last;
          };
    }
    return Tensor.of(target.shape().batched(n), values);
  }

  /** Names that the page's sections are about: all kinds that have names, but parts of layers. */
  @Test
  void everyKindIsHere() {
    Set<String> kinds = new TreeSet<>();
    Registry.all().kinds().forEach(kind -> kinds.add(kind.getSimpleName()));
    assertEquals(
        new TreeSet<>(
            List.of(
                "Augmentation",
                "Border",
                "Initializer",
                "Layer",
                "Loss",
                "Metric",
                "Optimizer",
                "Schedule")),
        kinds);
  }
}
