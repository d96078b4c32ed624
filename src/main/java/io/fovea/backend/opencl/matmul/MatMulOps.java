package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.MatMul;

/** Registers the kernels of matrix products. */
public final class MatMulOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings.on(MatMul.class, new ClMatMulRegisterTiles(), new ClMatMulLocalTiles());
  }
}
