package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Where Winograd's way is taken. */
class WinogradTest {
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
