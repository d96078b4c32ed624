package io.fovea.plot;

import io.fovea.data.Dataset;
import io.fovea.model.Model;
import io.fovea.tensor.Tensor;
import io.fovea.train.ConfusionMatrix;
import io.fovea.train.EpochResult;
import io.fovea.train.Evaluation;
import io.fovea.train.History;
import io.fovea.train.Numbers;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All pictures of a training as one {@link Report}. */
public final class TrainingReport {
  private static final int MOST_MISTAKES = 50;
  private static final int USUAL_LOOK = 10_000;
  private static final int SAMPLES = 40;
  private static final int TILES = 32;

  /** Layers of a kind that are shown; a deep network has hundreds. */
  private static final int MOST_LAYERS = 8;

  private static final int SALIENCIES = 3;

  private TrainingReport() {}

  /**
   * The same, looking for mistakes among the first 10,000 test examples; without mistakes where
   * these have numbers and no classes.
   */
  public static Report of(
      String title, Predictor predictor, History history, Evaluation evaluation, Dataset test) {
    if (!test.isLabelled()) {
      List<Drawing> examples = List.of(Samples.of(test, SAMPLES));
      return of(title, predictor, history, evaluation, test, examples);
    }
    Mistakes mistakes = Mistakes.find(predictor, test, USUAL_LOOK);
    return of(title, predictor, history, evaluation, test, mistakes);
  }

  /**
   * Curves, confusion matrix, mistakes, samples, weights, and images on their way through the
   * layers. What does not suit the model is left out.
   *
   * @param history its epochs; may be empty
   * @param evaluation of the model on the test examples
   * @param mistakes of the model on the test examples
   */
  public static Report of(
      String title,
      Predictor predictor,
      History history,
      Evaluation evaluation,
      Dataset test,
      Mistakes mistakes) {
    List<Drawing> examples =
        List.of(mistakes.drawing(MOST_MISTAKES), Samples.of(predictor, test, SAMPLES));
    return of(title, predictor, history, evaluation, test, examples);
  }

  private static Report of(
      String title,
      Predictor predictor,
      History history,
      Evaluation evaluation,
      Dataset test,
      List<Drawing> samples) {
    Model model = predictor.model();
    Report report = Report.of(title);
    facts(report, model, history, evaluation);
    if (!history.epochs().isEmpty()) {
      report.section("Learning curves", "", LearningCurves.panels(Map.of("", history)));
    }
    List<Drawing> examples = new ArrayList<>();
    ConfusionMatrix confusion = evaluation.outputs().get(0).confusion();
    if (confusion != null) {
      examples.add(ConfusionPicture.of(confusion, Samples.names(predictor, test)));
    }
    examples.addAll(samples);
    report.section("Test examples", "", examples);
    report.table("Layers", model.summary());
    List<Drawing> weights = new ArrayList<>();
    List<String> layers = Filters.layers(model);
    first(layers).forEach(layer -> weights.add(Filters.of(predictor, layer, TILES)));
    report.section("Weights", cut(layers), weights);
    if (model.inputs().size() == 1 && model.inputs().get(0).shape().rank() == 3) {
      images(report, predictor, test);
    }
    return report;
  }

  private static void images(Report report, Predictor predictor, Dataset test) {
    Tensor image = Samples.example(predictor, test, 0);
    List<Drawing> drawings = new ArrayList<>(List.of(FeatureMaps.of(predictor, image)));
    List<String> layers = BeforeAfter.layers(predictor.model());
    first(layers).forEach(layer -> drawings.add(BeforeAfter.of(predictor, image, layer)));
    report.section("One image through the network", "", drawings);
    if (!predictor.isClassifier()) {
      return;
    }
    List<Drawing> saliencies = new ArrayList<>();
    int apart = Math.max(1, test.size() / SALIENCIES);
    for (int i = 0; i < test.size() && saliencies.size() < SALIENCIES; i += apart) {
      Tensor one = Samples.example(predictor, test, i);
      if (new Probe(predictor, one).prediction() >= 0) {
        saliencies.add(Saliency.of(predictor, one));
      }
    }
    report.section(
        "Where it looks",
        "How strongly the score of the predicted class depends on each pixel.",
        saliencies);
  }

  private static List<String> first(List<String> layers) {
    return layers.subList(0, Math.min(MOST_LAYERS, layers.size()));
  }

  private static String cut(List<String> layers) {
    return layers.size() > MOST_LAYERS
        ? "The first %d of %d layers.".formatted(MOST_LAYERS, layers.size())
        : "";
  }

  private static void facts(Report report, Model model, History history, Evaluation evaluation) {
    evaluation
        .numbers()
        .forEach((name, value) -> report.fact("test " + name, Numbers.text(name, value)));
    report.fact("test examples", number(evaluation.examples()));
    report.fact("parameters", number(model.parameterCount()));
    if (!history.epochs().isEmpty()) {
      EpochResult last = history.last();
      report.fact("epochs", number(last.epoch()));
      report.fact("steps", number(last.steps()));
      double seconds = history.epochs().stream().mapToDouble(EpochResult::seconds).sum();
      report.fact("training time", String.format(Locale.ROOT, "%,.1f s", seconds));
      report.fact("learning rate", Axis.compact(last.learningRate()));
    }
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
