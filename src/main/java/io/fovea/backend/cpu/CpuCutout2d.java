package io.fovea.backend.cpu;

import static io.fovea.op.RandomUniform.choice;

import io.fovea.op.Cutout2d;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Shape;

/** Copies each image, and fills a box of it. */
final class CpuCutout2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Cutout2d op = (Cutout2d) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor u = node.input(1);
    CpuTensor y = node.output(0);
    Shape shape = x.type().shape();
    int image = x.length() / shape.dim(0);
    float[] fill = Warp2d.perChannel(op.fill(), shape.dim(3));
    return node.inParallel(
        shape.dim(0),
        CpuNode.GRAIN / image,
        (from, to, worker) -> {
          System.arraycopy(
              x.floats(),
              x.at() + from * image,
              y.floats(),
              y.at() + from * image,
              (to - from) * image);
          for (int n = from; n < to; n++) {
            int top = choice(u.floats()[u.at() + 2 * n], shape.dim(1)) - op.kh() / 2;
            int left = choice(u.floats()[u.at() + 2 * n + 1], shape.dim(2)) - op.kw() / 2;
            int right = Math.min(shape.dim(2), left + op.kw());
            for (int h = Math.max(0, top); h < Math.min(shape.dim(1), top + op.kh()); h++) {
              for (int w = Math.max(0, left); w < right; w++) {
                int pixel = ((n * shape.dim(1) + h) * shape.dim(2) + w) * shape.dim(3);
                System.arraycopy(fill, 0, y.floats(), y.at() + pixel, fill.length);
              }
            }
          }
        });
  }
}
