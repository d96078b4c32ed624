package io.fovea.model;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.nn.AdaptiveAvgPool2d;
import io.fovea.nn.Add;
import io.fovea.nn.AvgPool2d;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Border;
import io.fovea.nn.Concat;
import io.fovea.nn.Conv2d;
import io.fovea.nn.ConvTranspose2d;
import io.fovea.nn.Crop2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Maxout;
import io.fovea.nn.MinPool2d;
import io.fovea.nn.PRelu;
import io.fovea.nn.Parameter;
import io.fovea.nn.Penalty;
import io.fovea.nn.Relu;
import io.fovea.nn.Reshape;
import io.fovea.nn.Signal;
import io.fovea.nn.Softmax;
import io.fovea.nn.SpatialDropout2d;
import io.fovea.nn.Unflatten;
import io.fovea.nn.Upsample2d;
import io.fovea.nn.ZeroPad2d;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Composing models: names, paths, shapes, and the messages for what does not fit. */
class ModelTest {
  private static final Shape IMAGE = Shape.of(8, 6, 3);

  @Test
  void layersAreNumberedByKind() {
    Model model =
        Sequential.of(
            IMAGE,
            Conv2d.of(4, 3).padding(SAME),
            new Relu(),
            Conv2d.of(4, 3).padding(SAME),
            new Relu(),
            new Flatten(),
            Dense.of(5).named("head/scores"));
    assertEquals(
        List.of("conv1", "relu1", "conv2", "relu2", "flatten1", "head/scores"),
        model.steps().stream().map(Model.Step::name).toList());
    assertEquals(
        List.of("conv1/w", "conv1/b", "conv2/w", "conv2/b", "head/scores/w", "head/scores/b"),
        paths(model));
    assertEquals(Shape.of(5), model.shape("head/scores"));
  }

  @Test
  void automaticNamesKeepClearOfGivenOnes() {
    Model model =
        Sequential.of(IMAGE, new Flatten(), Dense.of(4), Dense.of(3).named("dense1"), Dense.of(2));
    assertEquals(
        List.of("dense2/w", "dense2/b", "dense1/w", "dense1/b", "dense3/w", "dense3/b"),
        paths(model));
  }

  /** Each layer once: output shape and parameters, by formulas worked out by hand. */
  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(Conv2d.of(4, 3), Shape.of(6, 4, 4), List.of("w [3, 3, 3, 4]", "b [4]")),
        Arguments.of(
            Conv2d.of(6, 3, 2).stride(2, 1).padding(SAME).groups(3).withoutBias(),
            Shape.of(4, 6, 6),
            List.of("w [3, 2, 1, 6]")),
        Arguments.of(
            Conv2d.of(4, 3).dilation(2, 1).padding(Border.of(1, 0, 2, 3)),
            Shape.of(7, 7, 4),
            List.of("w [3, 3, 3, 4]", "b [4]")),
        Arguments.of(
            DepthwiseConv2d.of(3).padding(SAME).multiplier(2),
            Shape.of(8, 6, 6),
            List.of("w [3, 3, 1, 6]", "b [6]")),
        Arguments.of(MaxPool2d.of(2), Shape.of(4, 3, 3), List.of()),
        Arguments.of(MaxPool2d.of(3, 2).stride(2).padding(SAME), Shape.of(4, 3, 3), List.of()),
        Arguments.of(MinPool2d.of(2, 3), Shape.of(4, 2, 3), List.of()),
        Arguments.of(
            MinPool2d.of(3).stride(2, 1).padding(SAME).ceilMode(true),
            Shape.of(4, 6, 3),
            List.of()),
        Arguments.of(AvgPool2d.of(3).ceilMode(true), Shape.of(3, 2, 3), List.of()),
        Arguments.of(new GlobalAvgPool(), Shape.of(3), List.of()),
        Arguments.of(new Relu(), IMAGE, List.of()),
        Arguments.of(new PRelu(), IMAGE, List.of("alpha [3]")),
        Arguments.of(new PRelu().shared(), IMAGE, List.of("alpha [1]")),
        Arguments.of(new PRelu().perElement(), IMAGE, List.of("alpha [8, 6, 3]")),
        Arguments.of(
            Conv2d.of(4, 3).padding(Border.reflect(SAME)),
            Shape.of(8, 6, 4),
            List.of("w [3, 3, 3, 4]", "b [4]")),
        Arguments.of(
            ConvTranspose2d.of(4, 3).stride(2, 3).padding(SAME),
            Shape.of(16, 18, 4),
            List.of("w [3, 3, 4, 3]", "b [4]")),
        Arguments.of(
            ConvTranspose2d.of(4, 3).stride(2).extra(1, 0).withoutBias(),
            Shape.of(18, 13, 4),
            List.of("w [3, 3, 4, 3]")),
        Arguments.of(new ZeroPad2d(1, 2, 3, 4), Shape.of(12, 12, 3), List.of()),
        Arguments.of(new Crop2d(1, 2, 3, 1), Shape.of(4, 3, 3), List.of()),
        Arguments.of(Upsample2d.of(1, 3), Shape.of(8, 18, 3), List.of()),
        Arguments.of(Upsample2d.of(2).interpolated(), Shape.of(16, 12, 3), List.of()),
        Arguments.of(new AdaptiveAvgPool2d(3, 7), Shape.of(3, 7, 3), List.of()),
        Arguments.of(new Maxout(3), Shape.of(8, 6, 1), List.of()),
        Arguments.of(new SpatialDropout2d(0.5), IMAGE, List.of()),
        Arguments.of(
            Conv2d.of(4, 3).penalty(Penalty.l2(1)),
            Shape.of(6, 4, 4),
            List.of("w [3, 3, 3, 4]", "b [4]")),
        Arguments.of(new Softmax(), IMAGE, List.of()),
        Arguments.of(new Flatten(), Shape.of(144), List.of()),
        Arguments.of(new Reshape(Shape.of(12, 12)), Shape.of(12, 12), List.of()),
        Arguments.of(Dropout.of(0.5), IMAGE, List.of()),
        Arguments.of(new BatchNorm(), IMAGE, List.of("gamma [3]", "beta [3]")));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerHasItsShapesAndParameters(Layer layer, Shape output, List<String> parameters) {
    Model model = Sequential.of(IMAGE, layer.named("it"));
    assertEquals(output, model.shape("it"));
    assertEquals(
        parameters,
        model.parameters().stream().map(p -> p.path().substring(3) + " " + p.shape()).toList());
  }

  @Test
  void biasesAndNormalisationsDoNotDecay() {
    Model model =
        Sequential.of(IMAGE, Conv2d.of(4, 3), new BatchNorm(), new Flatten(), Dense.of(2));
    assertEquals(
        List.of("conv1/w", "dense1/w"),
        model.parameters().stream().filter(Parameter::decays).map(Parameter::path).toList());
    assertEquals(
        List.of("norm1/mean", "norm1/variance"),
        model.statistics().stream().map(s -> s.path()).toList());
  }

  @Test
  void branchesHaveParametersOfTheirOwn() {
    Signal x = Input.of(IMAGE);
    Layer conv = Conv2d.of(3, 3).padding(SAME);
    Signal y = new Relu().on(Add.of(conv.on(conv.on(x)), x));
    Model model = Model.of(x, y);
    assertEquals(List.of("conv1/w", "conv1/b", "conv2/w", "conv2/b"), paths(model));
    assertEquals(List.of("conv2", "input"), step(model, "add1").inputs());
  }

  @Test
  void sharedLayersHaveOneSetOfParameters() {
    Signal left = Input.of("left", IMAGE);
    Signal right = Input.of("right", IMAGE);
    Layer tower = Conv2d.of(4, 3).shared("tower");
    Signal joined = Concat.of(tower.on(left), tower.on(right));
    Model model = Model.of(List.of(left, right), List.of(joined, new Softmax().on(joined)));
    assertEquals(List.of("tower/w", "tower/b"), paths(model));
    assertEquals(List.of("tower", "tower@2"), step(model, "concat1").inputs());
    assertEquals(List.of("concat1", "softmax1"), model.outputs());
    assertEquals(Shape.of(6, 4, 8), model.shape("concat1"));
    assertTrue(model.summary().contains("shared"), model.summary());
  }

  @Test
  void aLongChainIsNoProblem() {
    Layer[] layers = new Layer[5000];
    java.util.Arrays.fill(layers, new Relu());
    assertEquals("relu5000", Sequential.of(IMAGE, layers).outputs().get(0));
  }

  /** What does not fit, and words that the message must have: layer, argument, values. */
  static Stream<Arguments> mistakes() {
    Signal x = Input.of(IMAGE);
    Signal other = Input.of("other", IMAGE);
    return Stream.of(
        mistake(() -> Conv2d.of(0, 3), "filters", "0"),
        mistake(() -> Conv2d.of(4, 3).stride(0), "stride", "0"),
        mistake(() -> Conv2d.of(4, 3).groups(3), "groups", "3", "4 filters"),
        mistake(() -> Dropout.of(1), "dropout", "rate", "1.0"),
        mistake(() -> Border.of(-1), "padding", "-1"),
        mistake(() -> MaxPool2d.of(0), "window", "0"),
        mistake(
            () -> Sequential.of(Shape.of(11), Unflatten.to(2, 2, 3)),
            "unflatten 'unflatten1'",
            "rows of 11 elements",
            "[2, 2, 3] takes 12"),
        mistake(() -> Sequential.of(IMAGE, Unflatten.to(12, 12)), "unflatten", "x must be rows"),
        mistake(
            () -> Sequential.of(IMAGE, MaxPool2d.of(2).padding(Border.of(2))),
            "max_pool2d 'pool1': padding",
            "smaller than the window 2 x 2"),
        mistake(
            () -> Sequential.of(IMAGE, AvgPool2d.of(3).padding(Border.of(0, 3, 0, 0))),
            "avg_pool2d 'avgpool1': padding",
            "smaller than the window 3 x 3"),
        mistake(
            () -> Sequential.of(IMAGE, Conv2d.of(4, 9)), "conv2d 'conv1'", "9 pixels", "height"),
        mistake(
            () -> Sequential.of(IMAGE, Conv2d.of(4, 3).groups(2)),
            "conv2d 'conv1'",
            "3 channels",
            "2 groups"),
        mistake(
            () -> Sequential.of(IMAGE, Dense.of(4).named("head")),
            "dense 'head'",
            "[1, 8, 6, 3]",
            "Flatten"),
        mistake(
            () -> Sequential.of(IMAGE, new Flatten(), Conv2d.of(4, 3)),
            "conv2d 'conv1'",
            "[n, ih, iw, ic]",
            "[1, 144]"),
        mistake(
            () -> Sequential.of(IMAGE, new Reshape(Shape.of(7))), "reshape 'reshape1'", "144", "7"),
        mistake(
            () -> Model.of(x, Add.of(Conv2d.of(3, 3).on(x), x)),
            "add 'add1'",
            "[1, 6, 4, 3]",
            "[1, 8, 6, 3]"),
        mistake(() -> Model.of(x, new Add().on(x)), "add 'add1'", "2 inputs", "got 1"),
        mistake(() -> Model.of(x, new Relu().on(x, x)), "relu 'relu1'", "takes 1 input, got 2"),
        mistake(
            () -> Model.of(x, new Concat(3).on(x, x)),
            "concat 'concat1'",
            "axis 3",
            "[1, 8, 6, 3]"),
        mistake(() -> Model.of(x, Add.of(x, other)), "input that is not among"),
        mistake(
            () -> Model.of(List.of(x, other), List.of(new Relu().on(x))), "no layer", "[other]"),
        mistake(
            () -> Sequential.of(IMAGE, new Relu().named("a"), new Relu().named("a")),
            "two layers are named 'a'"),
        mistake(
            () ->
                Sequential.of(
                    IMAGE, new Flatten(), Dense.of(4).shared("d"), Dense.of(4).shared("d")),
            "dense 'd@2'",
            "d/w",
            "[144, 4]",
            "[4, 4]"),
        mistake(
            () ->
                Sequential.of(
                    IMAGE, new Flatten(), Dense.of(4).shared("d"), Dense.of(5).shared("d")),
            "'d' is shared by different layers"),
        mistake(() -> new Relu().named("a//b"), "a//b", "letters"),
        mistake(
            () -> Sequential.of(IMAGE, new Flatten(), Dense.of(4).named("gradients")),
            "gradients/w"),
        mistake(() -> Zoo.of("resnet", IMAGE, 2), "'resnet'", "resnet18", "lenet5"),
        mistake(() -> Zoo.of("lenet5", IMAGE, 10), "conv2d 'conv2'", "5 pixels"));
  }

  private static Arguments mistake(Runnable build, String... words) {
    return Arguments.of(build, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamed(Runnable build, List<String> words) {
    String message = assertThrows(IllegalArgumentException.class, build::run).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), () -> message + " lacks " + word);
    }
  }

  private static List<String> paths(Model model) {
    return model.parameters().stream().map(Parameter::path).toList();
  }

  private static Model.Step step(Model model, String name) {
    return model.steps().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theSummaryShowsShapesParametersAndMemory() {
    String summary = Zoo.cnn(Shape.of(28, 28, 1), 10).summary(64);
    assertTrue(
        summary.contains(
            "conv2     conv2d      [14, 14, 32]  [14, 14, 64]  relu            18,496     73,984\n"),
        summary);
    assertTrue(summary.matches("(?s).*\nTotal +421,642  1,686,568\n.*"), summary);
    assertTrue(summary.contains("Parameters: 421,642 (1.7 MB)"), summary);
    assertTrue(summary.matches("(?s).*batch of 64: [\\d.]+ MB to predict, [\\d.]+ MB to train.*"));
    assertFalse(summary.lines().anyMatch(line -> line.length() > 100), summary);
  }
}
