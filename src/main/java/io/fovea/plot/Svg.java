package io.fovea.plot;

import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes drawings as SVG. Colours are attributes, so that any program shows them, and classes, so
 * that the style sheet of a page may choose others.
 *
 * <p>Format: W3C, Scalable Vector Graphics (SVG) 1.1, second edition, 2011.
 */
final class Svg {
  private static final String FONT = "Helvetica,Arial,'Liberation Sans',sans-serif";

  private final StringBuilder out = new StringBuilder();

  private Svg() {}

  static String of(Drawing drawing) {
    Svg svg = new Svg();
    svg.put(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\""
            + " role=\"img\" font-family=\"%s\">\n",
        number(drawing.width()),
        number(drawing.height()),
        number(drawing.width()),
        number(drawing.height()),
        FONT);
    svg.put("<title>%s</title>\n", escape(drawing.title()));
    svg.put("<rect width=\"100%%\" height=\"100%%\"%s/>\n", paint(Tone.PAPER, null));
    drawing.marks().forEach(svg::draw);
    return svg.put("</svg>\n").out.toString();
  }

  private Svg put(String template, Object... arguments) {
    out.append(String.format(Locale.ROOT, template, arguments));
    return this;
  }

  private void draw(Mark mark) {
    if (mark instanceof Mark.Box box) {
      put(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s%s/>\n",
          number(box.x()),
          number(box.y()),
          number(box.width()),
          number(box.height()),
          paint(box.fill(), null),
          box.opacity() == 1 ? "" : " fill-opacity=\"" + number(box.opacity()) + "\"");
    } else if (mark instanceof Mark.Disc disc) {
      put(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%s\"%s/>\n",
          number(disc.x()),
          number(disc.y()),
          number(disc.radius() + (disc.edge() == null ? 0 : 0.5)),
          paint(disc.fill(), disc.edge()));
    } else if (mark instanceof Mark.Line line) {
      line(line);
    } else if (mark instanceof Mark.Words words) {
      words(words);
    } else if (mark instanceof Mark.Pixels pixels) {
      pixels(pixels);
    }
  }

  private void line(Mark.Line line) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < line.xs().length; i++) {
      points.append(i == 0 ? "" : " ");
      points.append(number(line.xs()[i])).append(',').append(number(line.ys()[i]));
    }
    put(
        "<polyline points=\"%s\" fill=\"none\"%s stroke-width=\"%s\" stroke-linejoin=\"round\""
            + " stroke-linecap=\"round\"%s/>\n",
        points,
        paint(null, line.stroke()),
        number(line.width()),
        line.dashed() ? " stroke-dasharray=\"5 4\"" : "");
  }

  /** A text is as wide as planned, whatever font there is, if it is made of usual characters. */
  private void words(Mark.Words words) {
    String x = number(words.x());
    String y = number(words.y());
    put("<text x=\"%s\" y=\"%s\" font-size=\"%s\"", x, y, number(words.size()));
    if (words.bold()) {
      put(" font-weight=\"bold\"");
    }
    switch (words.anchor()) {
      case START -> {}
      case MIDDLE -> put(" text-anchor=\"middle\"");
      case END -> put(" text-anchor=\"end\"");
    }
    if (words.degrees() != 0) {
      put(" transform=\"rotate(%s %s %s)\"", number(words.degrees()), x, y);
    }
    if (words.text().length() > 1 && StrokeFont.has(words.text())) {
      double width = StrokeFont.width(words.text(), words.size(), words.bold());
      put(" textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\"", number(width));
    }
    put("%s>", paint(words.tone(), null));
    out.append(escape(words.text()));
    if (!words.whole().equals(words.text())) {
      out.append("<title>").append(escape(words.whole())).append("</title>");
    }
    out.append("</text>\n");
  }

  private void pixels(Mark.Pixels mark) {
    Shape shape = mark.pixels().shape();
    boolean isEnlarged = mark.width() >= shape.dim(1);
    put(
        "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\"%s",
        number(mark.x()),
        number(mark.y()),
        number(mark.width()),
        number(mark.height()),
        isEnlarged ? " style=\"image-rendering:pixelated\"" : "");
    out.append(" href=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(PngWriter.encode(mark.pixels())))
        .append("\"><title>")
        .append(escape(mark.whole()))
        .append("</title></image>\n");
  }

  /** Colours of an element, and in its one class attribute what they stand for. */
  private static String paint(@Nullable Tone fill, @Nullable Tone stroke) {
    StringBuilder colours = new StringBuilder();
    List<String> roles = new ArrayList<>();
    if (fill != null) {
      colours.append(" fill=\"").append(Tone.hex(fill.light())).append('"');
      addRole(roles, "fill-", fill);
    }
    if (stroke != null) {
      colours.append(" stroke=\"").append(Tone.hex(stroke.light())).append('"');
      addRole(roles, "stroke-", stroke);
    }
    return colours + (roles.isEmpty() ? "" : " class=\"" + String.join(" ", roles) + "\"");
  }

  private static void addRole(List<String> roles, String what, Tone tone) {
    if (!tone.role().isEmpty()) {
      roles.add(what + tone.role());
    }
  }

  /** A length to a hundredth, without needless zeros. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    String sign = hundredths < 0 ? "-" : "";
    long whole = Math.abs(hundredths) / 100;
    long rest = Math.abs(hundredths) % 100;
    return rest == 0
        ? sign + whole
        : rest % 10 == 0
            ? sign + whole + "." + rest / 10
            : String.format(Locale.ROOT, "%s%d.%02d", sign, whole, rest);
  }

  /** Text as XML and HTML have it; characters that XML forbids are replaced. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0x7e)
        || (c >= 0xa0 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }
}
