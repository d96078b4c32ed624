package io.fovea.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words at the head of an NPY file: a Python dictionary, as in {@code {'descr': '<f4',
 * 'fortran_order': False, 'shape': (3, 4), }}. Only such dictionaries are understood; nothing in
 * them is ever run.
 *
 * @param type of the elements, as in {@code <f4}
 * @param columnMajor true if the first axis is the fastest
 * @param extents of the array, slowest axis first; none for a single number
 */
record NpyHeader(String type, boolean columnMajor, List<Long> extents) {
  private static final int LARGEST_RANK = 32;

  NpyHeader {
    extents = List.copyOf(extents);
  }

  /** The words for an array whose last axis is the fastest. */
  static String text(String type, int[] extents) {
    String tuple = Arrays.stream(extents).mapToObj(e -> e + ", ").collect(Collectors.joining());
    String trimmed = extents.length == 0 ? "" : tuple.substring(0, tuple.length() - 2);
    String only = extents.length == 1 ? "," : "";
    return "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
        .formatted(type, trimmed, only);
  }

  /**
   * Reads the words.
   *
   * @param first the byte of the file at which they begin, for messages
   */
  static NpyHeader parse(String text, int first) {
    return new Parser(text, first).parse();
  }

  private static final class Parser {
    private final String text;
    private final int first;
    private int at;

    Parser(String text, int first) {
      this.text = text;
      this.first = first;
    }

    NpyHeader parse() {
      @Nullable String type = null;
      @Nullable Boolean columnMajor = null;
      @Nullable List<Long> extents = null;
      expect('{');
      while (!take('}')) {
        int start = at;
        String key = string();
        expect(':');
        boolean isAgain =
            switch (key) {
              case "descr" -> type != null;
              case "fortran_order" -> columnMajor != null;
              case "shape" -> extents != null;
              default -> {
                at = start;
                throw error("the header has a field '" + key + "', which no array has");
              }
            };
        if (isAgain) {
          at = start;
          throw error("the header has '" + key + "' twice");
        }
        switch (key) {
          case "descr" -> type = type();
          case "fortran_order" -> columnMajor = truth();
          default -> extents = tuple();
        }
        if (!take(',')) {
          expect('}');
          break;
        }
      }
      skipSpace();
      if (at < text.length()) {
        throw error("the header goes on after its dictionary");
      }
      if (type == null || columnMajor == null || extents == null) {
        throw error("the header lacks one of 'descr', 'fortran_order' and 'shape'");
      }
      return new NpyHeader(type, columnMajor, extents);
    }

    private String type() {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '[') {
        throw error("its elements are records of several fields; they must be plain numbers");
      }
      return string();
    }

    private boolean truth() {
      skipSpace();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw error("'fortran_order' must be True or False");
    }

    private List<Long> tuple() {
      List<Long> extents = new ArrayList<>();
      expect('(');
      while (!take(')')) {
        extents.add(extent());
        if (extents.size() > LARGEST_RANK) {
          throw error("has more than " + LARGEST_RANK + " extents");
        }
        if (!take(',')) {
          expect(')');
          break;
        }
      }
      return extents;
    }

    /** A whole number; Python 2 wrote an L behind a long one. */
    private long extent() {
      skipSpace();
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == start || at - start > 18) {
        at = start;
        throw error("an extent must be a whole number of at most 18 digits");
      }
      long extent = Long.parseLong(text.substring(start, at));
      if (at < text.length() && text.charAt(at) == 'L') {
        at++;
      }
      return extent;
    }

    private String string() {
      skipSpace();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0 || end - at > 64 || text.substring(at, end).indexOf('\\') >= 0) {
        throw error("the header must have a short word in quotes here");
      }
      String word = text.substring(at + 1, end);
      at = end + 1;
      return word;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw error("the header must have '" + c + "' here");
      }
    }

    private boolean take(char c) {
      skipSpace();
      boolean isNext = at < text.length() && text.charAt(at) == c;
      at += isNext ? 1 : 0;
      return isNext;
    }

    private void skipSpace() {
      while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private FormatException error(String problem) {
      return FormatException.at(first + (long) at, problem);
    }
  }
}
