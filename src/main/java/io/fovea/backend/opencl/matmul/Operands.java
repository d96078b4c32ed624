package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Activation;
import io.fovea.op.Epilogue;
import org.jspecify.annotations.Nullable;

/**
 * Where a product or convolution kernel reads, and what it does to each sum before it stores it.
 *
 * @param a the left factor, or the image
 * @param w the right factor, or the weights
 * @param bias one number per column, or null
 * @param relu whether negative results become 0
 */
public record Operands(ClMemory a, ClMemory w, @Nullable ClMemory bias, boolean relu) {
  /** Operands whose sums are stored as they are. */
  public static Operands of(ClMemory a, ClMemory w) {
    return new Operands(a, w, null, false);
  }

  /** The inputs of a node: a, w and, where the epilogue has one, the bias. */
  public static Operands of(ClNode node, Epilogue epilogue) {
    return new Operands(
        node.input(0),
        node.input(1),
        epilogue.bias() ? node.input(2) : null,
        epilogue.activation() == Activation.RELU);
  }

  /** These operands with other factors. */
  public Operands with(ClMemory newA, ClMemory newW) {
    return new Operands(newA, newW, bias, relu);
  }

  /** These operands without the epilogue. */
  Operands plain() {
    return of(a, w);
  }

  /** Gives the kernel two integers: whether there is a bias, whether negative results become 0. */
  public ClKernel bindEpilogue(ClKernel kernel) {
    return kernel.ints(bias == null ? 0 : 1, relu ? 1 : 0);
  }

  /** Gives the kernel its inputs: a, w and the bias. */
  public ClKernel bindInputs(ClKernel kernel) {
    return kernel.read(a, w, biasOrAny());
  }

  /** The bias; without one anything, as the kernel does not read it. */
  ClMemory biasOrAny() {
    return bias == null ? w : bias;
  }

  /** Whether all of them begin at a multiple of that many elements. */
  boolean areMultiplesOf(int elements) {
    int places = a.offset() | w.offset() | biasOrAny().offset();
    return places % elements == 0;
  }
}
