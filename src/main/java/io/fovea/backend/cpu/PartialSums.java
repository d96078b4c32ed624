package io.fovea.backend.cpu;

import io.fovea.tensor.DType;

/**
 * A sum of tensors that several workers compute in parts: each part goes to memory of its own, then
 * they are added in their order. How many parts there are must not depend on the number of workers.
 */
final class PartialSums {
  /** Computes one part. */
  @FunctionalInterface
  interface Part {
    /** Writes every element of part {@code index} to {@code to}. */
    void compute(int index, CpuTensor to);
  }

  private final CpuNode node;
  private final CpuTensor sum;
  private final CpuTensor[] parts;

  /** Parts of a tensor; the workspace for them is asked for here. */
  PartialSums(CpuNode node, CpuTensor sum, int count) {
    this.node = node;
    this.sum = sum;
    this.parts = new CpuTensor[count];
    for (int i = 0; i < count; i++) {
      parts[i] = count == 1 ? sum : node.workspace(DType.F32, sum.length());
    }
  }

  /** The memory of a part. */
  CpuTensor part(int index) {
    return parts[index];
  }

  /** Computes the parts, one task for each, then adds them. */
  CpuStep step(Part part) {
    Workers.Task task = (index, worker) -> part.compute(index, parts[index]);
    CpuStep adding = adding();
    return () -> {
      node.workers().run(parts.length, task);
      adding.run();
    };
  }

  /** Adds the parts. */
  CpuStep adding() {
    return parts.length == 1 ? () -> {} : node.inParallel(sum.length(), 8 * 1024, this::add);
  }

  private void add(int from, int to, int worker) {
    CpuKernels kernels = node.kernels();
    float[] y = sum.floats();
    int at = sum.at() + from;
    int n = to - from;
    int first = parts[0].at() + from;
    int second = parts[1].at() + from;
    kernels.add(parts[0].floats(), first, parts[1].floats(), second, y, at, n);
    for (int i = 2; i < parts.length; i++) {
      kernels.add(y, at, parts[i].floats(), parts[i].at() + from, y, at, n);
    }
  }
}
