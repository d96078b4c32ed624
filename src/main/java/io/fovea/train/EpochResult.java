package io.fovea.train;

import io.fovea.io.Json;
import io.fovea.io.JsonField;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an epoch came to.
 *
 * @param epoch counted from 1, over all fits and resumptions
 * @param steps finished since training began
 * @param training {@linkplain Evaluation#numbers loss and metrics} of the training examples while
 *     they were learned from
 * @param validation the same of the validation examples afterwards; empty without any
 * @param learningRate of the last step
 * @param seconds that training took, without validation
 * @param examplesPerSecond while training
 */
public record EpochResult(
    int epoch,
    int steps,
    Map<String, Double> training,
    Map<String, Double> validation,
    double learningRate,
    double seconds,
    double examplesPerSecond) {
  private static final String VALIDATION = "validation";

  public EpochResult {
    training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
    validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
  }

  /** Mean over the training examples while they were learned from. */
  public double loss() {
    return Numbers.require(training, Numbers.LOSS);
  }

  /**
   * The part of the training examples that was predicted right while they were learned from.
   *
   * @throws IllegalStateException if it was not measured: {@link #training} has what was
   */
  public double accuracy() {
    return Numbers.require(training, Numbers.ACCURACY);
  }

  /** On the validation examples, or null without any. */
  public @Nullable Double validationLoss() {
    return validation.get(Numbers.LOSS);
  }

  /** On the validation examples, or null without any, and where it was not measured. */
  public @Nullable Double validationAccuracy() {
    return validation.get(Numbers.ACCURACY);
  }

  /** The loss to choose models by: on the validation examples, or on the others without any. */
  public double measuredLoss() {
    Double measured = validationLoss();
    return measured == null ? loss() : measured;
  }

  /** Whether a loss or metric was measured, by its name in {@link #toJson}. */
  public boolean has(String name) {
    return measured().containsKey(name);
  }

  /**
   * A loss or metric by its name in {@link #toJson}, as in {@code validationAccuracy}.
   *
   * @throws IllegalArgumentException if it was not measured, listing what was
   */
  public double number(String name) {
    Double number = measured().get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          "epoch %d: no '%s' was measured; there are %s"
              .formatted(epoch, name, measured().keySet()));
    }
    return number;
  }

  private Map<String, Double> measured() {
    Map<String, Double> measured = new LinkedHashMap<>(training);
    validation.forEach((name, value) -> measured.put(ofValidation(name), value));
    return measured;
  }

  /**
   * One object with all numbers: those of the training by their names, those of the validation with
   * {@code validation} before them, as in {@code validationLoss}; a number that is not finite is
   * null.
   */
  public Json.Fields toJson() {
    Json.Fields json = Json.object().with("epoch", epoch).with("steps", steps);
    for (Map.Entry<String, Double> number : training.entrySet()) {
      json = json.with(number.getKey(), number.getValue());
    }
    for (Map.Entry<String, Double> number : validation.entrySet()) {
      json = json.with(ofValidation(number.getKey()), number.getValue());
    }
    return json.with("learningRate", learningRate)
        .with("seconds", seconds)
        .with("examplesPerSecond", examplesPerSecond);
  }

  private static String ofValidation(String name) {
    return name.indexOf('/') >= 0
        ? VALIDATION + "/" + name
        : VALIDATION + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  static EpochResult read(JsonField json) {
    Map<String, Double> training = new LinkedHashMap<>();
    Map<String, Double> validation = new LinkedHashMap<>();
    for (String name : json.fields().keySet()) {
      JsonField field = json.optional(name);
      if (field == null || isOther(name)) {
        continue;
      }
      if (name.startsWith(VALIDATION + "/")) {
        validation.put(name.substring(VALIDATION.length() + 1), field.real());
      } else if (name.startsWith(VALIDATION) && name.length() > VALIDATION.length()) {
        String measured = name.substring(VALIDATION.length());
        validation.put(
            measured.substring(0, 1).toLowerCase(Locale.ROOT) + measured.substring(1),
            field.real());
      } else {
        training.put(name, field.real());
      }
    }
    training.put(Numbers.LOSS, json.field(Numbers.LOSS).real());
    return new EpochResult(
        json.field("epoch").integer(0, Integer.MAX_VALUE),
        json.field("steps").integer(0, Integer.MAX_VALUE),
        training,
        validation,
        json.field("learningRate").real(),
        json.field("seconds").real(),
        json.field("examplesPerSecond").real());
  }

  private static boolean isOther(String name) {
    return switch (name) {
      case "epoch", "steps", "learningRate", "seconds", "examplesPerSecond" -> true;
      default -> false;
    };
  }
}
