package io.fovea.peers;

import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.nn.Border;
import io.fovea.nn.Conv2d;
import io.fovea.tensor.Shape;
import io.fovea.train.Adam;
import io.fovea.train.Optimizer;
import io.fovea.train.Sgd;
import java.util.List;
import java.util.Locale;

/** The nets that are compared: what they are, and how they are trained. All give ten logits. */
enum Net {
  /** Two narrow convolutions without padding. */
  FOUR(32, 32, Adam.of(1e-3)) {
    @Override
    Model model() {
      return Zoo.cnnSmall(GREY, CLASSES);
    }
  },
  /** Two wider ones with learned slopes. */
  PRELU(64, 16, Sgd.of(0.01).nesterov(0.9)) {
    @Override
    Model model() {
      return Zoo.cnnPrelu(GREY, CLASSES);
    }
  },
  /** LeNet-5 with ReLU and max pooling. */
  LENET5(64, 16, Sgd.of(0.01).momentum(0.9)) {
    @Override
    Model model() {
      return Zoo.lenet5(GREY, CLASSES);
    }
  },
  /** ResNet-18 for small images. */
  RESNET18(32, 2, Sgd.of(0.01).momentum(0.9)) {
    @Override
    Model model() {
      return evenlyPadded(Zoo.of("resnet18", Shape.of(32, 32, 3), CLASSES));
    }
  };

  static final int CLASSES = 10;

  private static final Shape GREY = Shape.of(28, 28, 1);

  private final int batch;
  private final int batches;
  private final Optimizer optimizer;

  Net(int batch, int batches, Optimizer optimizer) {
    this.batch = batch;
    this.batches = batches;
    this.optimizer = optimizer;
  }

  abstract Model model();

  /** Images a step. */
  int batch() {
    return batch;
  }

  /** Batches of training images in memory. */
  int batches() {
    return batches;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /**
   * A model whose 3x3 convolutions have a border of one pixel on each side. At stride 2 SAME has
   * one at the bottom and right only, for which PyTorch would have to copy the images.
   */
  private static Model evenlyPadded(Model model) {
    List<Model.Step> steps =
        model.steps().stream()
            .map(
                step ->
                    step.layer() instanceof Conv2d conv && conv.kh() == 3
                        ? new Model.Step(
                            step.name(), step.scope(), conv.padding(Border.of(1)), step.inputs())
                        : step)
            .toList();
    return new Model(model.inputs(), steps, model.outputs());
  }

  /** As it is typed and printed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
