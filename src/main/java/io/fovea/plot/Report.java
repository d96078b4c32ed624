package io.fovea.plot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Drawings and text as one HTML page that needs nothing beside it: no script, no other file, no
 * network. It reads on a phone and in print, and follows the reader's choice of light or dark.
 */
public final class Report {
  /** Wider drawings can be moved sideways where there is little room, rather than shrink. */
  private static final double NARROW = 480;

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;font:16px/1.5 system-ui,sans-serif}
      h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0 1rem;overflow-wrap:anywhere}
      h2{font-size:1.15rem;margin:2.5rem 0 .25rem;padding-top:.75rem;border-top:1px solid}
      p{margin:.25rem 0 .75rem}
      dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.75rem;margin:0}
      dt{font-size:.8rem}
      dd{margin:0;font-size:1.05rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
      .drawings{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:flex-start}
      figure{margin:0;max-width:100%;overflow-x:auto}
      svg{display:block;max-width:100%;height:auto}
      .wide{flex:1 1 100%}
      .wide svg{width:100%;min-width:34rem}
      pre{margin:.5rem 0;padding:.75rem;overflow-x:auto;font-size:.8rem;line-height:1.35}
      footer{margin-top:3rem;font-size:.8rem}
      @media print{
      body{max-width:none;padding:0;font-size:11pt}
      figure,pre{overflow:visible;break-inside:avoid}
      pre{white-space:pre-wrap}
      h2{break-after:avoid}
      .wide svg{min-width:0}
      }
      """;

  private final String title;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final StringBuilder body = new StringBuilder();

  private Report(String title) {
    this.title = title;
  }

  /** An empty report. */
  public static Report of(String title) {
    return new Report(title);
  }

  /** Adds a short fact, shown at the top. */
  public Report fact(String name, String value) {
    facts.put(name, value);
    return this;
  }

  /** Adds a section. */
  public Report section(String heading, String text, List<Drawing> drawings) {
    body.append("<section>\n<h2>").append(Svg.escape(heading)).append("</h2>\n");
    if (!text.isEmpty()) {
      body.append("<p>").append(Svg.escape(text)).append("</p>\n");
    }
    body.append("<div class=\"drawings\">\n");
    for (Drawing drawing : drawings) {
      boolean isWide = drawing.width() > NARROW;
      body.append(isWide ? "<figure class=\"wide\">" : "<figure>");
      body.append(drawing.svg()).append("</figure>\n");
    }
    body.append("</div>\n</section>\n");
    return this;
  }

  /** Adds a section of text in columns, such as a table of layers. */
  public Report table(String heading, String text) {
    body.append("<section>\n<h2>").append(Svg.escape(heading)).append("</h2>\n<pre>");
    body.append(Svg.escape(text)).append("</pre>\n</section>\n");
    return this;
  }

  /** The page. */
  public String html() {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\">\n<meta name=\"viewport\"");
    page.append(" content=\"width=device-width,initial-scale=1\">\n");
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    page.append(" style-src 'unsafe-inline'; img-src data:\">\n");
    page.append("<title>").append(Svg.escape(title)).append("</title>\n<style>\n");
    page.append(STYLE).append(tones()).append("</style>\n</head>\n<body>\n<main>\n<h1>");
    page.append(Svg.escape(title)).append("</h1>\n");
    if (!facts.isEmpty()) {
      page.append("<dl>\n");
      facts.forEach(
          (name, value) ->
              page.append("<div><dt>")
                  .append(Svg.escape(name))
                  .append("</dt><dd>")
                  .append(Svg.escape(value))
                  .append("</dd></div>\n"));
      page.append("</dl>\n");
    }
    page.append(body).append("</main>\n<footer>Made by Fovea.</footer>\n</body>\n</html>\n");
    return page.toString();
  }

  /** Colours of the page and its drawings: light, and dark for screens where that is preferred. */
  private static String tones() {
    String roles =
        Tone.all().stream()
            .map(
                tone ->
                    ".fill-%1$s{fill:var(--%1$s)}\n.stroke-%1$s{stroke:var(--%1$s)}\n"
                        .formatted(tone.role()))
            .collect(Collectors.joining());
    return ":root{"
        + variables(false)
        + "}\n@media screen and (prefers-color-scheme:dark){:root{"
        + variables(true)
        + "}}\n"
        + roles
        + "body{background:var(--paper);color:var(--ink)}\n"
        + "dt,footer,p{color:var(--muted)}\nh2{border-color:var(--grid)}\n"
        + "pre{border:1px solid var(--grid)}\n";
  }

  private static String variables(boolean isDark) {
    return Tone.all().stream()
        .map(tone -> "--" + tone.role() + ":" + Tone.hex(isDark ? tone.dark() : tone.light()))
        .collect(Collectors.joining(";"));
  }

  /** The bytes of the page. */
  public byte[] bytes() {
    return html().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the page to a file, which is replaced if it exists.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    Drawing.write(file, bytes());
  }
}
