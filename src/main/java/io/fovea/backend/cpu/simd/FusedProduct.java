package io.fovea.backend.cpu.simd;

import io.fovea.backend.cpu.BlockProduct;
import io.fovea.backend.cpu.CpuKernels;

/** The matrix product of {@link FusedKernels}: four columns of a row at a time. */
final class FusedProduct extends BlockProduct {
  private static final int COLUMNS = 4;

  private final CpuKernels panels;

  /**
   * @param panels whose panels it reads
   */
  FusedProduct(CpuKernels panels) {
    this.panels = panels;
  }

  @Override
  public void run(int m, int n, int k, boolean accumulate) {
    int width;
    for (int first = 0; first < n; first += width) {
      width = panels.panelColumns(n - first);
      int end = Math.min(n, first + width);
      int stride = bStride == 0 ? width : bStride;
      int panel = bAt + first * bStep;
      for (int i = 0; i < m; i++) {
        int left = aAt + i * aRow;
        int to = cAt + i * ldc;
        int j = first;
        for (; j + COLUMNS <= end; j += COLUMNS) {
          four(k, left, panel + j - first, stride, to + j, accumulate);
        }
        for (; j < end; j++) {
          one(k, left, panel + j - first, stride, to + j, accumulate);
        }
      }
    }
  }

  private void four(int k, int left, int right, int stride, int to, boolean accumulate) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int p = 0; p < k; p++) {
      float t = a[left + p * aTerm];
      int q = right + p * stride;
      s0 = Math.fma(t, b[q], s0);
      s1 = Math.fma(t, b[q + 1], s1);
      s2 = Math.fma(t, b[q + 2], s2);
      s3 = Math.fma(t, b[q + 3], s3);
    }
    store(s0, to, accumulate);
    store(s1, to + 1, accumulate);
    store(s2, to + 2, accumulate);
    store(s3, to + 3, accumulate);
  }

  private void one(int k, int left, int right, int stride, int to, boolean accumulate) {
    float s = 0;
    for (int p = 0; p < k; p++) {
      s = Math.fma(a[left + p * aTerm], b[right + p * stride], s);
    }
    store(s, to, accumulate);
  }

  private void store(float sum, int to, boolean accumulate) {
    c[to] = accumulate ? c[to] + sum : sum;
  }
}
