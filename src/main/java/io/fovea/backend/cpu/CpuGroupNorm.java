package io.fovea.backend.cpu;

import io.fovea.op.GroupNorm;

/** {@code y = gamma * (x - mean) / sqrt(variance + epsilon) + beta} by example and group. */
final class CpuGroupNorm implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    GroupNorm op = (GroupNorm) node.node().op();
    CpuTensor x = node.input(0);
    ExampleGroups groups = ExampleGroups.of(x.type().shape(), op.groups());
    return node.inParallel(
        groups.count(),
        CpuNode.GRAIN / groups.elements(),
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            normalize(node, groups, i, op.epsilon());
          }
        });
  }

  private static void normalize(CpuNode node, ExampleGroups groups, int i, double epsilon) {
    float[] x = node.input(0).floats();
    int at = node.input(0).at() + groups.at(i);
    double sum = 0;
    for (int p = 0; p < groups.pixels(); p++) {
      int row = at + p * groups.channels();
      for (int c = 0; c < groups.width(); c++) {
        sum += x[row + c];
      }
    }
    double mean = sum / groups.elements();
    double squares = 0;
    for (int p = 0; p < groups.pixels(); p++) {
      int row = at + p * groups.channels();
      for (int c = 0; c < groups.width(); c++) {
        squares += (x[row + c] - mean) * (x[row + c] - mean);
      }
    }
    double scale = 1 / Math.sqrt(squares / groups.elements() + epsilon);
    int gamma = node.input(1).at() + groups.channel(i);
    int beta = node.input(2).at() + groups.channel(i);
    float[] y = node.output(0).floats();
    int to = node.output(0).at() + groups.at(i);
    for (int p = 0; p < groups.pixels(); p++) {
      int row = p * groups.channels();
      for (int c = 0; c < groups.width(); c++) {
        double z = (x[at + row + c] - mean) * scale;
        y[to + row + c] =
            (float) (node.input(1).floats()[gamma + c] * z + node.input(2).floats()[beta + c]);
      }
    }
    node.output(1).floats()[node.output(1).at() + i] = (float) mean;
    node.output(2).floats()[node.output(2).at() + i] = (float) scale;
  }
}
