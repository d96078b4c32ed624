package io.fovea.backend.cpu;

import io.fovea.op.Warp2d;
import io.fovea.tensor.Shape;

/** Bilinear interpolation at given positions, all channels of a pixel at once. */
final class CpuWarp2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Warp2d op = (Warp2d) node.node().op();
    CpuTensor y = node.output(0);
    Shape shape = y.type().shape();
    int pixels = shape.dim(1) * shape.dim(2);
    Images images = new Images(op, node.input(0));
    return node.inParallel(
        shape.dim(0) * pixels,
        CpuNode.GRAIN / 8 / shape.dim(3),
        (from, to, worker) -> {
          float[] field = node.input(1).floats();
          int fieldAt = node.input(1).at();
          int channels = shape.dim(3);
          for (int pixel = from; pixel < to; pixel++) {
            float row = images.near(field[fieldAt + 2 * pixel], images.height);
            float column = images.near(field[fieldAt + 2 * pixel + 1], images.width);
            images.sample(pixel / pixels, row, column, y.floats(), y.at() + pixel * channels);
          }
        });
  }

  /** The images, and what lies around them. */
  private static final class Images {
    private final CpuTensor x;
    private final int height;
    private final int width;
    private final int channels;
    private final boolean isFilled;
    private final float[] fill;

    Images(Warp2d op, CpuTensor x) {
      Shape shape = x.type().shape();
      this.x = x;
      this.height = shape.dim(1);
      this.width = shape.dim(2);
      this.channels = shape.dim(3);
      this.isFilled = op.outside() == Warp2d.Outside.FILL;
      this.fill = Warp2d.perChannel(op.fill(), channels);
    }

    /** A position, or one as far outside if it lies further away or is NaN. */
    float near(float at, int extent) {
      return at > -2 ? Math.min(at, extent + 1) : -2;
    }

    void sample(int n, float row, float column, float[] y, int yAt) {
      int top = (int) Math.floor(row);
      int left = (int) Math.floor(column);
      float down = row - top;
      float right = column - left;
      int bottom = down > 0 ? top + 1 : top;
      int end = right > 0 ? left + 1 : left;
      if (top >= 0 && left >= 0 && bottom < height && end < width) {
        float[] pixels = x.floats();
        int a = x.at() + ((n * height + top) * width + left) * channels;
        int b = a + (end - left) * channels;
        int below = (bottom - top) * width * channels;
        blend(pixels, a, pixels, b, pixels, a + below, pixels, b + below, down, right, y, yAt);
      } else {
        blend(
            array(top, left),
            at(n, top, left),
            array(top, end),
            at(n, top, end),
            array(bottom, left),
            at(n, bottom, left),
            array(bottom, end),
            at(n, bottom, end),
            down,
            right,
            y,
            yAt);
      }
    }

    private void blend(
        float[] a,
        int aAt,
        float[] b,
        int bAt,
        float[] c,
        int cAt,
        float[] d,
        int dAt,
        float down,
        float right,
        float[] y,
        int yAt) {
      for (int i = 0; i < channels; i++) {
        float above = (1 - right) * a[aAt + i] + right * b[bAt + i];
        float below = (1 - right) * c[cAt + i] + right * d[dAt + i];
        y[yAt + i] = (1 - down) * above + down * below;
      }
    }

    private boolean isOutside(int h, int w) {
      return isFilled && (h < 0 || h >= height || w < 0 || w >= width);
    }

    private float[] array(int h, int w) {
      return isOutside(h, w) ? fill : x.floats();
    }

    private int at(int n, int h, int w) {
      if (isOutside(h, w)) {
        return 0;
      }
      int row = Math.max(0, Math.min(height - 1, h));
      int column = Math.max(0, Math.min(width - 1, w));
      return x.at() + ((n * height + row) * width + column) * channels;
    }
  }
}
