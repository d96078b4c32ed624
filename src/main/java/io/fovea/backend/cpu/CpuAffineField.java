package io.fovea.backend.cpu;

import static io.fovea.op.RandomUniform.choice;

import io.fovea.op.AffineField;

/** For each pixel the row and column where its source lies, image by image. */
final class CpuAffineField implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    AffineField op = (AffineField) node.node().op();
    CpuTensor u = node.input(0);
    CpuTensor field = node.output(0);
    int image = op.h() * op.w() * 2;
    return node.inParallel(
        field.length() / image,
        CpuNode.GRAIN / image,
        (from, to, worker) -> {
          for (int n = from; n < to; n++) {
            int at = u.at() + n * AffineField.DRAWS;
            image(op, u.floats(), at, field.floats(), field.at() + n * image);
          }
        });
  }

  private static void image(AffineField op, float[] u, int uAt, float[] field, int fieldAt) {
    float middle = 0.5f * (op.h() - 1);
    float centre = 0.5f * (op.w() - 1);
    float top = middle + choice(u[uAt], 2 * op.shiftH() + 1) - op.shiftH();
    float left = centre + choice(u[uAt + 1], 2 * op.shiftW() + 1) - op.shiftW();
    float angle = (float) op.radians() * (2 * u[uAt + 2] - 1);
    float scale = 1 + (float) op.scale() * (2 * u[uAt + 3] - 1);
    float columns = op.mirrorH() && u[uAt + 4] < 0.5f ? -1 : 1;
    float rows = op.mirrorV() && u[uAt + 5] < 0.5f ? -1 : 1;
    float cos = (float) StrictMath.cos(angle) / scale;
    float sin = (float) StrictMath.sin(angle) / scale;
    int to = fieldAt;
    for (int h = 0; h < op.h(); h++) {
      float p = h - top;
      for (int w = 0; w < op.w(); w++) {
        float q = w - left;
        field[to] = rows * (cos * p + sin * q) + middle;
        field[to + 1] = columns * (cos * q - sin * p) + centre;
        to += 2;
      }
    }
  }
}
