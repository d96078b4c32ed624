package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Warp2d;
import java.util.List;

/** Bilinear interpolation at given positions. */
final class ReferenceWarp2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Warp2d op = (Warp2d) node.op();
    Elements x = inputs.get(0);
    Elements field = inputs.get(1);
    Elements y = outputs.get(0);
    int height = x.shape().dim(1);
    int width = x.shape().dim(2);
    for (int n = 0; n < y.shape().dim(0); n++) {
      for (int h = 0; h < y.shape().dim(1); h++) {
        for (int w = 0; w < y.shape().dim(2); w++) {
          double row = near(field.get(n, h, w, 0), height);
          double column = near(field.get(n, h, w, 1), width);
          int top = (int) Math.floor(row);
          int left = (int) Math.floor(column);
          double down = row - top;
          double right = column - left;
          int bottom = down > 0 ? top + 1 : top;
          int end = right > 0 ? left + 1 : left;
          for (int c = 0; c < y.shape().dim(3); c++) {
            double above =
                (1 - right) * pixel(op, x, n, top, left, c) + right * pixel(op, x, n, top, end, c);
            double below =
                (1 - right) * pixel(op, x, n, bottom, left, c)
                    + right * pixel(op, x, n, bottom, end, c);
            y.set(n, h, w, c, (1 - down) * above + down * below);
          }
        }
      }
    }
  }

  /** A position, or one as far outside if it lies further away or is NaN. */
  private static double near(double at, int extent) {
    return at > -2 ? Math.min(at, extent + 1) : -2;
  }

  private static double pixel(Warp2d op, Elements x, int n, int h, int w, int c) {
    int height = x.shape().dim(1);
    int width = x.shape().dim(2);
    boolean isInside = h >= 0 && h < height && w >= 0 && w < width;
    if (!isInside && op.outside() == Warp2d.Outside.FILL) {
      return op.fill().get(op.fill().size() == 1 ? 0 : c);
    }
    return x.get(n, Math.max(0, Math.min(height - 1, h)), Math.max(0, Math.min(width - 1, w)), c);
  }
}
