package io.fovea.cli;

import io.fovea.cli.Experiment.Reported;
import io.fovea.cli.Experiment.Run;
import io.fovea.data.Normalization;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.model.Zoo;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.Softmax;
import io.fovea.train.Adam;
import io.fovea.train.ConstantRate;
import io.fovea.train.CrossEntropy;
import io.fovea.train.Loss;
import io.fovea.train.MeanSquaredError;
import io.fovea.train.Optimizer;
import io.fovea.train.Sgd;
import io.fovea.train.SoftmaxCrossEntropy;
import io.fovea.train.StepDecay;
import java.util.ArrayList;
import java.util.List;

/**
 * The experiments of the notebooks, in their order. What a notebook leaves open, or what cannot
 * work as written, is chosen here and said in docs/experiments.md.
 */
final class Experiments {
  private Experiments() {}

  static List<Experiment> all() {
    return List.of(fullBatch(), prelu(), oneByOne(), fourModels());
  }

  private static Experiment fullBatch() {
    Model model =
        Sequential.of(
            Experiment.IMAGE,
            Conv2d.of(8, 3),
            new Relu(),
            MaxPool2d.of(2),
            new Flatten(),
            Dense.of(128),
            new Relu(),
            Dense.of(10),
            new Softmax());
    Run run =
        new Run(
            "200 images, full batch, 15 iterations",
            model,
            new CrossEntropy(),
            Sgd.of(0.5),
            StepDecay.every(5, 0.5),
            Normalization.UNIT,
            200,
            100,
            200,
            15,
            0,
            new Reported(0.83, null, null, 18.8));
    return new Experiment("full-batch", "conv 8, pool, dense 128, dense 10", List.of(run));
  }

  private static Experiment prelu() {
    Run run =
        new Run(
            "all images, batch 64, 10 epochs",
            Zoo.cnnPrelu(Experiment.IMAGE, 10),
            new SoftmaxCrossEntropy(),
            Sgd.of(0.01).nesterov(0.9),
            new ConstantRate(),
            Normalization.STANDARDISE,
            60_000,
            10_000,
            64,
            10,
            0,
            Reported.NOTHING);
    return new Experiment(
        "prelu", "conv 32, pool, conv 64, pool, dense 128, dropout, dense 10; PReLU", List.of(run));
  }

  private static Experiment oneByOne() {
    Model three =
        Sequential.of(
            Experiment.IMAGE,
            Conv2d.of(8, 3),
            MaxPool2d.of(2),
            new Flatten(),
            Dense.of(10),
            new Softmax());
    Model five =
        Sequential.of(
            Experiment.IMAGE,
            Conv2d.of(8, 3),
            MaxPool2d.of(2),
            Conv2d.of(16, 3),
            MaxPool2d.of(2),
            new Flatten(),
            Dense.of(10),
            new Softmax());
    Reported reported = new Reported(null, null, null, 18.4);
    return new Experiment(
        "one-by-one",
        "conv 8, pool, dense 10; an image a step",
        List.of(
            oneByOne("SGD 0.005", three, new CrossEntropy(), Sgd.of(0.005), reported),
            oneByOne(
                "five layers, momentum, rate 0.005",
                five,
                new CrossEntropy(),
                Sgd.of(0.005).momentum(0.9),
                Reported.NOTHING),
            oneByOne(
                "five layers, momentum, rate 0.0005",
                five,
                new CrossEntropy(),
                Sgd.of(0.0005).momentum(0.9),
                Reported.NOTHING),
            oneByOne(
                "five layers, Adam", five, new CrossEntropy(), Adam.of(0.001), Reported.NOTHING),
            oneByOne(
                "five layers, Adam, mean squared error",
                five,
                new MeanSquaredError(),
                Adam.of(0.001),
                Reported.NOTHING)));
  }

  private static Run oneByOne(
      String name, Model model, Loss loss, Optimizer optimizer, Reported reported) {
    return new Run(
        name,
        model,
        loss,
        optimizer,
        new ConstantRate(),
        Normalization.CENTRED,
        1000,
        1000,
        1,
        3,
        100,
        reported);
  }

  private static Experiment fourModels() {
    List<Run> runs = new ArrayList<>();
    for (double rate : List.of(0.01, 0.001)) {
      runs.add(
          ofFour(
              "conv 8",
              rate,
              1000,
              70,
              new Reported(0.767, 0.63, 310.0, 83.0),
              Conv2d.of(8, 3),
              new Relu()));
      runs.add(
          ofFour(
              "conv 8, conv 16",
              rate,
              10_000,
              5,
              new Reported(0.831, 0.818, 10_026.0, 46 * 60.0),
              Conv2d.of(8, 3),
              new Relu(),
              Conv2d.of(16, 3),
              new Relu()));
      runs.add(
          ofFour(
              "conv 4, pool, conv 8, dropout 0.2",
              rate,
              5000,
              36,
              new Reported(0.831, 0.762, 1421.0, 6 * 60.0),
              Conv2d.of(4, 3),
              new Relu(),
              MaxPool2d.of(2),
              Conv2d.of(8, 3),
              new Relu(),
              Dropout.of(0.2)));
      runs.add(
          ofFour(
              "conv 4, conv 8, pool, dense 64, dropout 0.1",
              rate,
              10_000,
              15,
              new Reported(0.629, 0.61, 5985.0, 25 * 60.0),
              Conv2d.of(4, 3),
              new Relu(),
              Conv2d.of(8, 3),
              new Relu(),
              MaxPool2d.of(2),
              new Flatten(),
              Dense.of(64),
              new Relu(),
              Dropout.of(0.1)));
    }
    return new Experiment("four-models", "the four models of the fourth notebook; Adam", runs);
  }

  private static Run ofFour(
      String name, double rate, int images, int epochs, Reported reported, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    all.addAll(List.of(new Flatten(), Dense.of(10), new Softmax()));
    return new Run(
        name + "; Adam " + rate,
        Sequential.of(Experiment.IMAGE, all.toArray(Layer[]::new)),
        new CrossEntropy(),
        Adam.of(rate),
        new ConstantRate(),
        Normalization.STANDARDISE,
        images,
        1000,
        32,
        epochs,
        0,
        reported);
  }
}
