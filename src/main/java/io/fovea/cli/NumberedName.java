package io.fovea.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A name with numbers behind colons, as options have them: {@code step:10:0.5}. */
final class NumberedName {
  private final String option;
  private final String text;
  private final List<String> words;

  /**
   * Takes it apart.
   *
   * @param option that it stands behind, for messages
   */
  NumberedName(String option, String text) {
    this.option = option;
    this.text = text;
    this.words = List.of(text.toLowerCase(Locale.ROOT).split(":", -1));
  }

  /** What stands before the first colon, in lower case. */
  String name() {
    return words.get(0);
  }

  /** Refuses more numbers than the name takes. */
  void requireAtMost(int most) {
    MisuseException.require(
        words.size() <= most + 1,
        "%s %s: %s takes %s",
        option,
        text,
        name(),
        most == 0 ? "no numbers" : most == 1 ? "one number" : most + " numbers");
  }

  /** The number behind colon {@code index}, from 1, or the usual one. */
  double number(int index, double usual) {
    String word = word(index);
    try {
      return word == null ? usual : Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new MisuseException(option + " " + text + ": '" + word + "' is not a number", e);
    }
  }

  /** The same, of whole numbers. */
  int whole(int index, int usual) {
    String word = word(index);
    try {
      return word == null ? usual : Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new MisuseException(option + " " + text + ": '" + word + "' is not a whole number", e);
    }
  }

  private @Nullable String word(int index) {
    return index < words.size() ? words.get(index) : null;
  }

  /** The complaint that there is no such name. */
  MisuseException unknown(String names) {
    return new MisuseException(option + ": there is no '" + text + "'; there are " + names);
  }

  /** The complaint of what is made with its numbers. */
  MisuseException wrong(IllegalArgumentException e) {
    return new MisuseException(option + " " + text + ": " + e.getMessage(), e);
  }
}
