package io.fovea.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The well-known models have the sizes that they are known for. */
class ZooTest {
  /** Parameters of LeNet-5 and of the CIFAR ResNet-18 as in PyTorch; the others by hand. */
  @ParameterizedTest
  @CsvSource({
    "linear, 28, 1, 7850",
    "cnn, 28, 1, 421642",
    "cnn-prelu, 28, 1, 421866",
    "cnn-small, 28, 1, 74778",
    "lenet5, 28, 1, 61706",
    "resnet18, 32, 3, 11173962"
  })
  void aModelHasItsParameters(String name, int size, int channels, long parameters) {
    Model model = Zoo.of(name, Shape.of(size, size, channels), 10);
    assertEquals(parameters, model.parameterCount());
    assertEquals(Shape.of(10), model.shape(model.outputs().get(0)));
  }

  @Test
  void namesAreSorted() {
    assertEquals(
        List.of("cnn", "cnn-prelu", "cnn-small", "lenet5", "linear", "resnet18"), Zoo.names());
  }
}
