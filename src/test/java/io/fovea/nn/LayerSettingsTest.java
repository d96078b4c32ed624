package io.fovea.nn;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every layer of its kind can be asked for: a bias or none, rectangular kernels, strides and
 * windows, and weights that begin as one likes.
 */
class LayerSettingsTest {
  private static final Initializer SEVEN = new Constant(7);
  private static final Shape IMAGE = Shape.of(12, 9, 4);

  static Stream<Arguments> weighted() {
    return Stream.of(
        both(Shape.of(5), Dense.of(3).initializer(SEVEN), Dense::withoutBias),
        both(IMAGE, Conv2d.of(2, 3, 1).stride(1, 2).initializer(SEVEN), Conv2d::withoutBias),
        both(Shape.of(9, 4), Conv1d.of(2, 3).stride(2).initializer(SEVEN), Conv1d::withoutBias),
        both(
            Shape.of(5, 6, 7, 2),
            Conv3d.of(2, 2, 3, 1).stride(1, 2, 3).initializer(SEVEN),
            Conv3d::withoutBias),
        both(
            IMAGE,
            ConvTranspose2d.of(2, 3, 1).stride(1, 2).initializer(SEVEN),
            ConvTranspose2d::withoutBias),
        both(
            IMAGE,
            DepthwiseConv2d.of(1, 3).stride(2, 1).initializer(SEVEN),
            DepthwiseConv2d::withoutBias));
  }

  private static <L extends Layer> Arguments both(
      Shape input, L layer, UnaryOperator<L> withoutBias) {
    return Arguments.of(input, layer, withoutBias.apply(layer));
  }

  @ParameterizedTest
  @MethodSource("weighted")
  void biasIsOnOrOffAndWeightsBeginAsGiven(Shape input, Layer with, Layer without) {
    List<Parameter> both = Sequential.of(input, with.named("it")).parameters();
    List<Parameter> one = Sequential.of(input, without.named("it")).parameters();
    assertEquals(List.of("it/w", "it/b"), both.stream().map(Parameter::path).toList());
    assertEquals(List.of("it/w"), one.stream().map(Parameter::path).toList());
    assertEquals(both.get(0).shape(), one.get(0).shape());
    for (Parameter w : List.of(both.get(0), one.get(0))) {
      Tensor values = w.initial(1);
      for (int i = 0; i < values.length(); i++) {
        assertEquals(7, values.get(i), w.path());
      }
    }
  }

  static Stream<Arguments> rectangular() {
    return Stream.of(
        Arguments.of(Conv2d.of(5, 3, 1).stride(1, 2), Shape.of(10, 5, 5)),
        Arguments.of(Conv2d.of(5, 1, 4).stride(3, 1).padding(SAME), Shape.of(4, 9, 5)),
        Arguments.of(DepthwiseConv2d.of(1).stride(5), Shape.of(3, 2, 4)),
        Arguments.of(DepthwiseConv2d.of(2, 5).stride(1, 2), Shape.of(11, 3, 4)),
        Arguments.of(ConvTranspose2d.of(5, 1, 3).stride(1, 3), Shape.of(12, 27, 5)),
        Arguments.of(MaxPool2d.of(3, 2).stride(1, 2), Shape.of(10, 4, 4)),
        Arguments.of(MinPool2d.of(1, 4), Shape.of(12, 2, 4)),
        Arguments.of(AvgPool2d.of(4, 1).stride(2, 3).padding(SAME), Shape.of(6, 3, 4)),
        Arguments.of(new AdaptiveAvgPool2d(5, 2), Shape.of(5, 2, 4)),
        Arguments.of(Upsample2d.of(1, 3), Shape.of(12, 27, 4)),
        Arguments.of(Upsample2d.of(3, 1).interpolated(), Shape.of(36, 9, 4)));
  }

  @ParameterizedTest
  @MethodSource("rectangular")
  void kernelsStridesAndWindowsMayBeRectangular(Layer layer, Shape output) {
    Model model = Sequential.of(IMAGE, layer);
    assertEquals(output, model.shape(model.outputs().get(0)));
  }

  /** An output of more rows than can be counted is refused, and not one of another size made. */
  @Test
  void outputsTooLargeToCountAreRefused() {
    List<ConvTranspose2d> layers =
        List.of(
            ConvTranspose2d.of(1, 3).stride(2147484).padding(SAME),
            ConvTranspose2d.of(1, 3).stride(2147484),
            ConvTranspose2d.of(1, 3).dilation(2_000_000_000, 1));
    for (ConvTranspose2d layer : layers) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Sequential.of(Shape.of(2000, 2000, 1), layer))
              .getMessage();
      assertTrue(message.contains("'transposed1': the output would have 4"), message);
    }
  }
}
