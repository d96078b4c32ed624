package io.fovea.backend.opencl;

import java.util.List;

/**
 * The kernel files without geometry, which a CPU device builds together: there a program costs a
 * parse of all the language's headers, a tenth of a second and more, and a kernel that nobody
 * launches next to nothing. They are built with the same macros whoever asks, and so once for all
 * models.
 */
final class KernelLibrary {
  private static final List<String> FILES =
      List.of(
          "accumulate.cl",
          "accumulate_binary.cl",
          "accumulate_confusion.cl",
          "accumulate_errors.cl",
          "accumulate_top_k.cl",
          "add.cl",
          "arg_max.cl",
          "assign.cl",
          "batch_norm.cl",
          "batch_norm_fold.cl",
          "batch_norm_gradient.cl",
          "batch_norm_inference.cl",
          "bias_gradient.cl",
          "check_finite.cl",
          "constant.cl",
          "conv2d_pack_weights.cl",
          "count.cl",
          "cross_entropy.cl",
          "dropout.cl",
          "gather_rows.cl",
          "log_softmax.cl",
          "mean.cl",
          "moving_average.cl",
          "multiply.cl",
          "normalize.cl",
          "probe.cl",
          "relu.cl",
          "softmax.cl",
          "softmax_cross_entropy.cl",
          "sum.cl",
          "sum_parts.cl");

  /** What most of its kernels want; those that do not mind have no build of their own. */
  private static final Macros MACROS =
      Macros.of("CHUNK", 0)
          .with("VEC", 16)
          .with("GROUP", 1)
          .with("GROUP_CHANNELS", 1)
          .with("GROUP_ROWS", 1);

  private KernelLibrary() {}

  /** The files that are built with that one: itself alone, or the library. */
  static List<String> filesWith(String file, KernelFamily family) {
    return family == KernelFamily.CPU && FILES.contains(file) ? FILES : List.of(file);
  }

  /** The macros with which these files are built for a kernel that wants some. */
  static Macros macros(List<String> files, Macros wanted) {
    return files.size() == 1 ? wanted : MACROS.overriddenBy(wanted);
  }
}
