package io.fovea.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A colour. One with a role follows the page it stands on: it has a value for light pages, which
 * files of their own always show, and one for dark pages.
 *
 * <p>The colours of series are those of Okabe and Ito, "Color Universal Design", 2008, which people
 * with any common kind of colour vision tell apart; for dark pages, lighter ones.
 *
 * @param role name in style sheets, or empty for a colour that stays as it is
 * @param light red, green and blue, 8 bits each
 * @param dark likewise
 */
record Tone(String role, int light, int dark) {
  static final Tone PAPER = new Tone("paper", 0xffffff, 0x17191c);
  static final Tone INK = new Tone("ink", 0x22262b, 0xe7e9ec);
  static final Tone MUTED = new Tone("muted", 0x666d75, 0xa2a9b1);
  static final Tone GRID = new Tone("grid", 0xe3e6ea, 0x33383e);
  static final Tone AXIS = new Tone("axis", 0xa9b0b8, 0x5d646c);
  static final Tone SHADE = new Tone("shade", 0x0072b2, 0x56b4e9);
  static final Tone ON_SHADE = new Tone("on-shade", 0xffffff, 0x101214);
  static final Tone GOOD = new Tone("good", 0x00785a, 0x3cc79b);
  static final Tone BAD = new Tone("bad", 0xc04a00, 0xff8f4d);

  /** For lines and points of different things, in this order. */
  static final List<Tone> SERIES =
      List.of(
          new Tone("series1", 0x0072b2, 0x56b4e9),
          new Tone("series2", 0xd55e00, 0xff8a3c),
          new Tone("series3", 0x009e73, 0x2fc99a),
          new Tone("series4", 0xb8609a, 0xe39cc8),
          new Tone("series5", 0xc28400, 0xf0b93c),
          new Tone("series6", 0x3f8fc4, 0x9ad2f5),
          new Tone("series7", 0x5a5f66, 0xc3c8ce));

  /** All tones with a role. */
  static List<Tone> all() {
    List<Tone> all =
        new ArrayList<>(List.of(PAPER, INK, MUTED, GRID, AXIS, SHADE, ON_SHADE, GOOD, BAD));
    all.addAll(SERIES);
    return List.copyOf(all);
  }

  /** The colour of series i; they repeat after the last. */
  static Tone series(int i) {
    return SERIES.get(i % SERIES.size());
  }

  /** As style sheets write it. */
  static String hex(int rgb) {
    return String.format("#%06x", rgb);
  }
}
