package io.fovea.backend.reference;

import static io.fovea.op.RandomUniform.choice;

import io.fovea.graph.Node;
import io.fovea.op.AffineField;
import java.util.List;

/** For each pixel the row and column where its source lies. */
final class ReferenceAffineField implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    AffineField op = (AffineField) node.op();
    Elements u = inputs.get(0);
    Elements field = outputs.get(0);
    for (int n = 0; n < field.length() / (op.h() * op.w() * 2); n++) {
      int at = n * AffineField.DRAWS;
      int down = choice(u.get(at), 2 * op.shiftH() + 1) - op.shiftH();
      int right = choice(u.get(at + 1), 2 * op.shiftW() + 1) - op.shiftW();
      double angle = op.radians() * (2 * u.get(at + 2) - 1);
      double scale = 1 + op.scale() * (2 * u.get(at + 3) - 1);
      int columns = op.mirrorH() && u.get(at + 4) < 0.5 ? -1 : 1;
      int rows = op.mirrorV() && u.get(at + 5) < 0.5 ? -1 : 1;
      double cos = StrictMath.cos(angle) / scale;
      double sin = StrictMath.sin(angle) / scale;
      for (int h = 0; h < op.h(); h++) {
        for (int w = 0; w < op.w(); w++) {
          double p = h - 0.5 * (op.h() - 1) - down;
          double q = w - 0.5 * (op.w() - 1) - right;
          field.set(n, h, w, 0, rows * (cos * p + sin * q) + 0.5 * (op.h() - 1));
          field.set(n, h, w, 1, columns * (cos * q - sin * p) + 0.5 * (op.w() - 1));
        }
      }
    }
  }
}
