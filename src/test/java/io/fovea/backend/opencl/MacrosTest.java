package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Macros as options, and what is no macro. */
class MacrosTest {
  @Test
  void keepTheirOrderAndTheBitsOfNumbers() {
    var macros =
        Macros.of("KH", 3).with("KW", 5).with("EPSILON", 0.1f).with("T", "float").flag("A", true);
    assertEquals(
        "-D KH=3 -D KW=5 -D EPSILON=0x1.99999ap-4f -D T=float -D A=1",
        macros.flag("B", false).options());
    assertEquals("", Macros.none().options());
    assertEquals("-D X=-1 -D KH=3", Macros.of("X", -1).with(Macros.of("KH", 3)).options());
  }

  @Test
  void refuseWhatIsNotOneMacro() {
    assertThrows(IllegalArgumentException.class, () -> Macros.of("K H", 3));
    assertThrows(IllegalArgumentException.class, () -> Macros.of("KH", 3).with("KH", 3));
    assertThrows(IllegalArgumentException.class, () -> Macros.none().with("E", Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> Macros.none().with("T", "x -D Y=1"));
  }
}
