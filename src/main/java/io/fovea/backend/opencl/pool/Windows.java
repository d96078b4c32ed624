package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import io.fovea.tensor.Shape;

/**
 * What the kernels of all poolings share: a work-item treats {@code vector} channels of a pixel.
 */
record Windows(PoolDims dims, int vector, Chunks chunks) {
  private static final int GPU_VECTOR = 4;

  static Windows of(ClTarget target, Shape x, PoolGeometry geometry) {
    PoolDims dims = PoolDims.of(x, geometry);
    int most = target.family() == KernelFamily.CPU ? target.device().floatWidth() : GPU_VECTOR;
    int vector = WorkGroup.vector(dims.c(), Integer.highestOneBit(Math.min(16, most)));
    return new Windows(dims, vector, Chunks.of(target, vector * geometry.taps()));
  }

  Macros macros() {
    PoolGeometry g = dims.geometry();
    return Macros.of("KH", g.kh())
        .with("KW", g.kw())
        .with("STRIDE_H", g.strideH())
        .with("STRIDE_W", g.strideW())
        .with("PAD_TOP", g.padding().top())
        .with("PAD_LEFT", g.padding().left())
        .with("IH", dims.ih())
        .with("IW", dims.iw())
        .with("OH", dims.oh())
        .with("OW", dims.ow())
        .with("CHANNELS", dims.c())
        .with("VEC", vector)
        .with(chunks.macros());
  }

  /** Sets a kernel's sizes, for a tensor of that many elements, all channels of its pixels. */
  ClKernel deal(ClKernel kernel, int elements) {
    return chunks.deal(kernel, elements / vector);
  }
}
