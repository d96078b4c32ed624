package io.fovea.backend.opencl.image;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.AffineField;
import io.fovea.op.Cutout2d;
import io.fovea.op.RandomUniform;
import io.fovea.op.Warp2d;

/** Registers the kernels that change images at random. */
public final class ImageOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(AffineField.class, new ClAffineField())
        .on(Cutout2d.class, new ClCutout2d())
        .on(RandomUniform.class, new ClRandomUniform())
        .on(Warp2d.class, new ClWarp2d());
  }
}
