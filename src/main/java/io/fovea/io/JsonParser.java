package io.fovea.io;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly: no comments, no trailing commas, no field twice. */
final class JsonParser {
  private static final int DEEPEST = 64;

  private final String text;
  private int at;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  Json parse() {
    Json value = value();
    skipSpace();
    if (at < text.length()) {
      throw error("expected the end, found " + found());
    }
    return value;
  }

  private Json value() {
    skipSpace();
    if (at == text.length()) {
      throw error("expected a value, found the end");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", new Json.Null());
      default -> number();
    };
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw error("expected a value, found " + found());
    }
    at += word.length();
    return value;
  }

  private Json object() {
    enter();
    Map<String, Json> fields = new LinkedHashMap<>();
    if (!take('}')) {
      do {
        skipSpace();
        int start = at;
        if (at == text.length() || text.charAt(at) != '"') {
          throw error("expected a field name in quotes, found " + found());
        }
        String name = string();
        if (!take(':')) {
          throw error("expected ':', found " + found());
        }
        if (fields.put(name, value()) != null) {
          at = start;
          throw error("field '" + name + "' occurs twice");
        }
      } while (take(','));
      if (!take('}')) {
        throw error("expected ',' or '}', found " + found());
      }
    }
    depth--;
    return new Json.Fields(fields);
  }

  private Json array() {
    enter();
    List<Json> items = new ArrayList<>();
    if (!take(']')) {
      do {
        items.add(value());
      } while (take(','));
      if (!take(']')) {
        throw error("expected ',' or ']', found " + found());
      }
    }
    depth--;
    return new Json.Items(items);
  }

  private void enter() {
    at++;
    if (++depth > DEEPEST) {
      throw error("nested deeper than " + DEEPEST);
    }
  }

  private String string() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at == text.length()) {
        at = start;
        throw error("a string without an end");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        at--;
        throw error("a control character within a string");
      }
      if (c == '\\') {
        c = escaped();
      }
      value.append(c);
      int last = value.length() - 1;
      boolean isPair = last > 0 && Character.isHighSurrogate(value.charAt(last - 1));
      boolean endsHere = at < text.length() && text.charAt(at) == '"';
      if (Character.isLowSurrogate(c) != isPair || (Character.isHighSurrogate(c) && endsHere)) {
        throw error("half of a surrogate pair");
      }
    }
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw error("an unknown escape after '\\'");
      }
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = at < text.length() ? text.charAt(at) : ' ';
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("expected four hexadecimal digits after '\\u'");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private Json number() {
    int start = at;
    skip('-');
    int whole = at;
    int digits = digits();
    if (digits == 0) {
      at = start;
      throw error("expected a value, found " + found());
    }
    if (digits > 1 && text.charAt(whole) == '0') {
      throw error("a number with a leading zero");
    }
    boolean isWhole = true;
    if (skip('.')) {
      isWhole = false;
      requireDigits();
    }
    if (skip('e') || skip('E')) {
      isWhole = false;
      if (!skip('-')) {
        skip('+');
      }
      requireDigits();
    }
    String literal = text.substring(start, at);
    double value = Double.parseDouble(literal);
    if (isWhole && Math.abs(value) <= 0x1p63 && !literal.equals("-0")) {
      BigInteger integer = new BigInteger(literal);
      if (integer.bitLength() < Long.SIZE) {
        return new Json.Int(integer.longValue());
      }
    }
    if (!Double.isFinite(value)) {
      at = start;
      throw error("a number too large for double precision");
    }
    return new Json.Real(value);
  }

  private void requireDigits() {
    if (digits() == 0) {
      throw error("expected a digit, found " + found());
    }
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  /** Passes a character if it is next, without space before it. */
  private boolean skip(char c) {
    boolean isNext = at < text.length() && text.charAt(at) == c;
    at += isNext ? 1 : 0;
    return isNext;
  }

  /** Passes space, and a character if it is next. */
  private boolean take(char c) {
    skipSpace();
    return skip(c);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private String found() {
    return at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
  }

  private FormatException error(String problem) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < at; i++) {
      column++;
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      }
    }
    return new FormatException("line " + line + ", column " + column + ": " + problem);
  }
}
