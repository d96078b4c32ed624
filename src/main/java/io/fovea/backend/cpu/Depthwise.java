package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import org.jspecify.annotations.Nullable;

/**
 * What the depthwise convolutions share: every channel is a group of its own, so each output pixel
 * is a sum over taps of rows of channels, multiplied element by element.
 */
final class Depthwise {
  private Depthwise() {}

  /** Why a convolution is not depthwise, or null if it is. */
  static @Nullable Unsupported refusal(Conv2dDims d) {
    return d.icPerGroup() == 1 && d.ocPerGroup() == 1
        ? null
        : new Unsupported(
            "takes as many groups as input and output channels, got "
                + d.geometry().groups()
                + " groups, "
                + d.ic()
                + " and "
                + d.oc()
                + " channels");
  }

  /** Row of x that tap kh of output row oh reads; it may lie outside. */
  static int ih(Conv2dDims d, int oh, int kh) {
    Conv2dGeometry g = d.geometry();
    return oh * g.strideH() - g.padding().top() + kh * g.dilationH();
  }

  /** Column of x that tap kw of output column ow reads; it may lie outside. */
  static int iw(Conv2dDims d, int ow, int kw) {
    Conv2dGeometry g = d.geometry();
    return ow * g.strideW() - g.padding().left() + kw * g.dilationW();
  }

  /** Lines of pixels that make a task worth another thread. */
  static int grain(int lineElements, Conv2dDims d) {
    return Math.max(1, 8 * 1024 / Math.max(1, lineElements * d.kh() * d.kw()));
  }
}
