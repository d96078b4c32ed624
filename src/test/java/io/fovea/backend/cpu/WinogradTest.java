package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Where Winograd's way is taken. */
class WinogradTest {
  private static final int LONGEST_CONSTRUCTOR = 30;

  @Test
  void paysForManyChannelsAndImagesThatTilesFit() {
    assertNull(reluctance(64, 32));
    assertNull(reluctance(32, 14));
    assertTrue(said(16, 32).contains("channels"), said(16, 32));
    assertTrue(said(64, 5).contains("waste"), said(64, 5));
    assertTrue(said(512, 4).contains("20 tiles"), said(512, 4));
    assertNull(reluctance(512, 16), "32 tiles");
  }

  @Test
  void canBeTurnedOff() {
    System.setProperty(Winograd.PROPERTY, "off");
    try {
      assertTrue(said(64, 32).contains("-Dfovea.cpu.winograd=off"), said(64, 32));
    } finally {
      System.clearProperty(Winograd.PROPERTY);
    }
  }

  @Test
  void takesNothingButPlainThreeByThree() {
    assertNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT)));
    assertNotNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT.stride(1, 2))));
    assertNotNull(Winograd.refusal(dims(3, 5, Conv2dGeometry.UNIT.dilation(2, 1))));
  }

  /** Inlined into their callers, several at a time, transforms would box their vectors. */
  @Test
  void transformsAreLongerThanWhatIsInlined() {
    StringWriter listing = new StringWriter();
    PrintWriter out = new PrintWriter(listing);
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(
                out,
                out,
                "-c",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fovea.backend.cpu.simd.VectorWinograd");
    assertEquals(0, status, listing.toString());
    List<Integer> lengths =
        Pattern.compile("^ +(\\d+): return$", Pattern.MULTILINE)
            .matcher(listing.toString())
            .results()
            .map(end -> Integer.parseInt(end.group(1)) + 1)
            .filter(length -> length > LONGEST_CONSTRUCTOR)
            .toList();
    assertEquals(WinogradTransforms.class.getMethods().length, lengths.size(), listing.toString());
    int limit = Integer.parseInt(KernelChoice.flag("FreqInlineSize"));
    lengths.forEach(length -> assertTrue(length > limit, lengths + " bytes"));
  }

  private static String said(int channels, int size) {
    var reluctance = reluctance(channels, size);
    assertNotNull(reluctance);
    return reluctance.reason();
  }

  private static Unsupported reluctance(int channels, int size) {
    Conv2dDims d = dims(channels, size, Conv2dGeometry.UNIT.padding(Padding.of(1)));
    return Winograd.reluctance(d, d.oh(), d.ow());
  }

  private static Conv2dDims dims(int channels, int size, Conv2dGeometry geometry) {
    Shape x = Shape.of(2, size, size, channels);
    return Conv2dDims.of(x, Shape.of(3, 3, channels, channels), geometry);
  }
}
