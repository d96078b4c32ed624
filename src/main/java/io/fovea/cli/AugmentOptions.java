package io.fovea.cli;

import io.fovea.train.Augmentation;
import io.fovea.train.Trainer;
import io.fovea.train.TrainerBuilder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How training images are changed, as in {@code --augment shift=2,rotate=10,flip}. */
final class AugmentOptions {
  private static final String NAMES =
      "shift=N or NxM, crop=N, rotate=DEGREES, scale=PART, flip or flip=vertical or flip=both,"
          + " elastic=PIXELS, cutout=N or NxM, fill=VALUE, replicate";

  @Option(
      names = "--augment",
      paramLabel = "HOW",
      split = ",",
      description =
          "Change training images at random, as in shift=2,rotate=10,flip; there are "
              + NAMES
              + ".")
  private List<String> augment = List.of();

  /** Whether any were asked for. */
  boolean isGiven() {
    return !augment.isEmpty();
  }

  /** The words of the command line. */
  @Override
  public String toString() {
    return String.join(",", augment);
  }

  /** What was asked for, each of it once. */
  Augmentation[] all() {
    List<Augmentation> all = new ArrayList<>();
    for (String one : augment) {
      try {
        Augmentation parsed = parse(one);
        MisuseException.require(!all.contains(parsed), "--augment: %s is given twice", one);
        all.add(parsed);
      } catch (IllegalArgumentException e) {
        throw new MisuseException("--augment: " + e.getMessage(), e);
      }
    }
    return all.toArray(Augmentation[]::new);
  }

  /** The trainer of these settings with what was asked for. */
  Trainer build(TrainerBuilder settings) {
    Augmentation[] wanted = all();
    try {
      return settings.augment(wanted).build();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("augment: ") ? new MisuseException("--" + message, e) : e;
    }
  }

  private static Augmentation parse(String one) {
    int equals = one.indexOf('=');
    String name = equals < 0 ? one : one.substring(0, equals);
    String value = equals < 0 ? "" : one.substring(equals + 1);
    return switch (name) {
      case "shift" -> Augmentation.shift(pair(one, value)[0], pair(one, value)[1]);
      case "cutout" -> Augmentation.cutout(pair(one, value)[0], pair(one, value)[1]);
      case "crop" -> Augmentation.crop(whole(one, value));
      case "rotate" -> Augmentation.rotate(number(one, value));
      case "scale" -> Augmentation.scale(number(one, value));
      case "elastic" -> Augmentation.elastic(number(one, value));
      case "fill" -> Augmentation.fill(number(one, value));
      case "flip" -> flip(one, value);
      case "replicate" -> {
        MisuseException.require(equals < 0, "--augment: '%s': replicate takes no value", one);
        yield Augmentation.replicate();
      }
      default ->
          throw new MisuseException(
              "--augment: '%s' is none of the augmentations; there are %s".formatted(one, NAMES));
    };
  }

  private static Augmentation flip(String one, String value) {
    return switch (value) {
      case "", "horizontal" -> Augmentation.flip();
      case "vertical" -> Augmentation.flip(false, true);
      case "both" -> Augmentation.flip(true, true);
      default ->
          throw new MisuseException(
              "--augment: '%s': flip is horizontal, vertical or both".formatted(one));
    };
  }

  private static int[] pair(String one, String value) {
    int x = value.indexOf('x');
    return x < 0
        ? new int[] {whole(one, value), whole(one, value)}
        : new int[] {whole(one, value.substring(0, x)), whole(one, value.substring(x + 1))};
  }

  private static int whole(String one, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new MisuseException("--augment: '%s' needs a whole number".formatted(one), e);
    }
  }

  private static double number(String one, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new MisuseException("--augment: '%s' needs a number".formatted(one), e);
    }
  }
}
