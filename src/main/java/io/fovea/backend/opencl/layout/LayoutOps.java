package io.fovea.backend.opencl.layout;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.Assign;
import io.fovea.op.Concat;
import io.fovea.op.GatherRows;
import io.fovea.op.Resample2d;
import io.fovea.op.Slice;
import io.fovea.op.SliceGradient;

/** Registers the kernels that move numbers, or at most weigh and add them. */
public final class LayoutOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(Assign.class, new ClAssign())
        .on(Concat.class, new ClConcat())
        .on(GatherRows.class, new ClGatherRows())
        .on(Resample2d.class, new ClResample2d())
        .on(Slice.class, new ClSlice())
        .on(SliceGradient.class, new ClSliceGradient());
  }
}
