package io.fovea.model;

import static io.fovea.nn.Border.SAME;

import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.He;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.nn.Relu;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Well-known models by name, for any image size and number of classes; all give logits. */
public final class Zoo {
  private static final Map<String, BiFunction<Shape, Integer, Model>> MODELS =
      new TreeMap<>(
          Map.of(
              "cnn", Zoo::cnn,
              "cnn-prelu", Zoo::cnnPrelu,
              "cnn-small", Zoo::cnnSmall,
              "lenet5", Zoo::lenet5,
              "linear", Zoo::linear,
              "resnet18", ResNet::resnet18));

  private Zoo() {}

  /** The names, sorted. */
  public static List<String> names() {
    return List.copyOf(MODELS.keySet());
  }

  /**
   * A model by name.
   *
   * @param image shape of one example, {@code [h, w, c]}
   * @throws IllegalArgumentException naming the models there are, if there is none of that name
   */
  public static Model of(String name, Shape image, int classes) {
    BiFunction<Shape, Integer, Model> model = MODELS.get(name);
    if (model == null) {
      throw new IllegalArgumentException("no model '" + name + "'; there are " + names());
    }
    return model.apply(image, classes);
  }

  /** The default: two convolutions of 32 and 64 filters with pooling, and two dense layers. */
  public static Model cnn(Shape image, int classes) {
    return Sequential.of(
        image,
        Conv2d.of(32, 3).padding(SAME),
        new Relu(),
        MaxPool2d.of(2),
        Conv2d.of(64, 3).padding(SAME),
        new Relu(),
        MaxPool2d.of(2),
        new Flatten(),
        Dense.of(128),
        new Relu(),
        Dropout.of(0.5),
        Dense.of(classes));
  }

  /**
   * The default with PReLU in place of ReLU, and the initial weights that were derived for it.
   *
   * <p>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015, sections 2.1 and 2.2.
   */
  public static Model cnnPrelu(Shape image, int classes) {
    return Sequential.of(
        image,
        Conv2d.of(32, 3).padding(SAME).initializer(He.normal()),
        new PRelu(),
        MaxPool2d.of(2),
        Conv2d.of(64, 3).padding(SAME).initializer(He.normal()),
        new PRelu(),
        MaxPool2d.of(2),
        new Flatten(),
        Dense.of(128).initializer(He.normal()),
        new PRelu(),
        Dropout.of(0.5),
        Dense.of(classes).initializer(He.normal()));
  }

  /**
   * Two convolutions of 4 and 8 filters, pooling, two dense layers: what overhead there is, shows.
   */
  public static Model cnnSmall(Shape image, int classes) {
    return Sequential.of(
        image,
        Conv2d.of(4, 3),
        new Relu(),
        Conv2d.of(8, 3),
        new Relu(),
        MaxPool2d.of(2),
        new Flatten(),
        Dense.of(64),
        new Relu(),
        Dropout.of(0.1),
        Dense.of(classes));
  }

  /**
   * LeNet-5 with ReLU and max pooling.
   *
   * <p>Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document
   * recognition", 1998, figure 2; the original has scaled tanh and learned average pooling.
   */
  public static Model lenet5(Shape image, int classes) {
    return Sequential.of(
        image,
        Conv2d.of(6, 5).padding(SAME),
        new Relu(),
        MaxPool2d.of(2),
        Conv2d.of(16, 5),
        new Relu(),
        MaxPool2d.of(2),
        new Flatten(),
        Dense.of(120),
        new Relu(),
        Dense.of(84),
        new Relu(),
        Dense.of(classes));
  }

  /** A linear classifier: what other models are to be compared with. */
  public static Model linear(Shape image, int classes) {
    return Sequential.of(image, new Flatten(), Dense.of(classes));
  }
}
