package io.fovea.backend.cpu;

import io.fovea.op.GroupNormGradient;

/** {@code dx = scale * (g - mean of g - z * mean of (g * z)), terms = dy * z}. */
final class CpuGroupNormGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    GroupNormGradient op = (GroupNormGradient) node.node().op();
    ExampleGroups groups = ExampleGroups.of(node.input(0).type().shape(), op.groups());
    return node.inParallel(
        groups.count(),
        CpuNode.GRAIN / groups.elements(),
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            differentiate(node, groups, i);
          }
        });
  }

  private static void differentiate(CpuNode node, ExampleGroups groups, int i) {
    float[] x = node.input(0).floats();
    float[] dy = node.input(1).floats();
    float[] gamma = node.input(2).floats();
    int xAt = node.input(0).at() + groups.at(i);
    int dyAt = node.input(1).at() + groups.at(i);
    int gammaAt = node.input(2).at() + groups.channel(i);
    double mean = node.input(3).floats()[node.input(3).at() + i];
    double scale = node.input(4).floats()[node.input(4).at() + i];
    double sum = 0;
    double sumZ = 0;
    for (int p = 0; p < groups.pixels(); p++) {
      int row = p * groups.channels();
      for (int c = 0; c < groups.width(); c++) {
        double g = (double) dy[dyAt + row + c] * gamma[gammaAt + c];
        sum += g;
        sumZ += g * (x[xAt + row + c] - mean);
      }
    }
    double meanG = sum / groups.elements();
    double meanZ = sumZ * scale / groups.elements();
    float[] dx = node.output(0).floats();
    float[] terms = node.output(1).floats();
    int dxAt = node.output(0).at() + groups.at(i);
    int termsAt = node.output(1).at() + groups.at(i);
    for (int p = 0; p < groups.pixels(); p++) {
      int row = p * groups.channels();
      for (int c = 0; c < groups.width(); c++) {
        double z = (x[xAt + row + c] - mean) * scale;
        double g = (double) dy[dyAt + row + c] * gamma[gammaAt + c];
        dx[dxAt + row + c] = (float) (scale * (g - meanG - z * meanZ));
        terms[termsAt + row + c] = (float) (dy[dyAt + row + c] * z);
      }
    }
  }
}
