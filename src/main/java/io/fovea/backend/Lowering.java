package io.fovea.backend;

/** One way to do an op on a backend, named by its idea: {@code implicit_gemm}, {@code im2col}. */
public interface Lowering {
  String name();
}
