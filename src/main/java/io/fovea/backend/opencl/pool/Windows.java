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

  /** Lanes below which a vector that is cut off is faster. */
  private static final int SHORT = 4;

  /** By vectors that divide the channels. */
  static Windows of(ClTarget target, Shape x, PoolGeometry geometry) {
    PoolDims dims = PoolDims.of(x, geometry);
    return of(target, dims, WorkGroup.vector(dims.c(), widest(target)));
  }

  /**
   * The same, for kernels that take any number of channels: the last vector of a pixel may be cut
   * off, where whole ones would be short.
   */
  static Windows ofAnyVectors(ClTarget target, Shape x, PoolGeometry geometry) {
    PoolDims dims = PoolDims.of(x, geometry);
    int vector = WorkGroup.vector(dims.c(), widest(target));
    boolean isShort = target.family() == KernelFamily.CPU && vector < SHORT && vector < dims.c();
    int covering = Integer.highestOneBit(2 * dims.c() - 1);
    return of(target, dims, isShort ? Math.min(widest(target), covering) : vector);
  }

  private static Windows of(ClTarget target, PoolDims dims, int vector) {
    return new Windows(dims, vector, Chunks.of(target, vector * dims.geometry().taps()));
  }

  private static int widest(ClTarget target) {
    int most = target.family() == KernelFamily.CPU ? target.device().floatWidth() : GPU_VECTOR;
    return Integer.highestOneBit(Math.min(16, most));
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
    long pixels = elements / dims.c();
    return chunks.deal(kernel, pixels * ((dims.c() + vector - 1) / vector));
  }
}
