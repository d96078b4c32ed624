package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.Macros;

/**
 * How the convolution kernels of CPU devices learn the extents of a layer. Few channels make short
 * loops, which are fastest with constant bounds: a program for each geometry. With many channels
 * the extents are arguments, and layers of other sizes share the program. No bit depends on it.
 */
record Extents(Convolution convolution, Band band) {
  /** Channels from which on constant bounds make a loop no faster. */
  private static final int MANY_CHANNELS = 32;

  /** Whether they are arguments; private memory then has room for every band that is cached. */
  boolean areArguments() {
    return convolution.groupIc() >= MANY_CHANNELS && band.isCached();
  }

  /** The macros of a kernel: the steps, and the extents or the room for a band. */
  Macros macros() {
    Macros steps = convolution.stepMacros();
    return areArguments()
        ? steps.with("STRIP", Band.CACHED_FLOATS)
        : steps.with(convolution.extentMacros()).with("BAND", band.rows());
  }

  /** Gives a kernel its first arguments, if they are: the extents and {@code more}. */
  ClKernel bind(ClKernel kernel, int... more) {
    Convolution c = convolution;
    return areArguments()
        ? kernel
            .ints(c.ih(), c.iw(), c.ic(), c.oh(), c.ow(), c.oc(), c.kh(), c.kw())
            .ints(c.padTop(), c.padLeft(), band.rows())
            .ints(more)
        : kernel;
  }
}
