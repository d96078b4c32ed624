package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Activation;
import io.fovea.op.Epilogue;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a product or convolution kernel reads, and what it does to each sum before it stores it.
 *
 * @param a the left factor, or the image
 * @param w the right factor, or the weights
 * @param bias one number per column, or null
 * @param residual what is added to each element of the result, or null
 * @param operand what the activation reads: PReLU's slope, one number per column, or the mask of
 *     ReLU's gradient, laid out as the result; or null
 * @param sums where the sum of each column of w goes, or null
 */
public record Operands(
    ClMemory a,
    ClMemory w,
    @Nullable ClMemory bias,
    @Nullable ClMemory residual,
    @Nullable ClMemory operand,
    Activation activation,
    @Nullable ClMemory sums) {
  /** Operands whose sums are stored as they are. */
  public static Operands of(ClMemory a, ClMemory w) {
    return new Operands(a, w, null, null, null, Activation.NONE, null);
  }

  /**
   * The inputs of a node: a, w and what the epilogue needs. A second output of it is for the sums
   * of w's columns.
   */
  public static Operands of(ClNode node, Epilogue epilogue) {
    return new Operands(
        node.input(0),
        node.input(1),
        epilogue.bias() ? node.input(epilogue.biasInput()) : null,
        epilogue.residual() ? node.input(epilogue.residualInput()) : null,
        operand(node, epilogue),
        epilogue.activation(),
        node.node().outputs().size() > 1 ? node.output(1) : null);
  }

  private static @Nullable ClMemory operand(ClNode node, Epilogue epilogue) {
    if (epilogue.slope()) {
      return node.input(epilogue.slopeInput());
    }
    return epilogue.mask() ? node.input(epilogue.maskInput()) : null;
  }

  /** These operands with other factors. */
  public Operands with(ClMemory newA, ClMemory newW) {
    return new Operands(newA, newW, bias, residual, operand, activation, sums);
  }

  /** These operands for a part of the result, from its element {@code first} on. */
  public Operands ofPart(int first, int length) {
    boolean masks = activation == Activation.RELU_GRADIENT;
    return new Operands(
        a,
        w,
        bias,
        part(residual, first, length),
        masks ? part(operand, first, length) : operand,
        activation,
        sums);
  }

  private static @Nullable ClMemory part(@Nullable ClMemory memory, int first, int length) {
    return memory == null ? null : memory.part(memory.name(), first, length);
  }

  /**
   * These operands without the epilogue, for a part of the sums of w's columns, if they are wanted.
   */
  Operands plain(@Nullable ClMemory partOfSums) {
    return new Operands(a, w, null, null, null, Activation.NONE, partOfSums);
  }

  /** Gives the kernel the integers of {@code epilogue.cl}: bias, residual, activation. */
  public ClKernel bindEpilogue(ClKernel kernel) {
    int code =
        switch (activation) {
          case NONE -> 0;
          case RELU -> 1;
          case PRELU -> 2;
          case RELU_GRADIENT -> 3;
        };
    return kernel.ints(bias == null ? 0 : 1, residual == null ? 0 : 1, code);
  }

  /** Gives the kernel its inputs: a, w and those of the epilogue. */
  public ClKernel bindInputs(ClKernel kernel) {
    return bindEpilogueInputs(kernel.read(a, w));
  }

  /**
   * Gives the kernel bias, residual and the activation's; for one that it does not read, anything.
   */
  public ClKernel bindEpilogueInputs(ClKernel kernel) {
    return kernel.read(orAny(bias), orAny(residual), orAny(operand));
  }

  /** Gives the kernel where the sums of w's columns go; only one that makes them takes it. */
  ClKernel bindSums(ClKernel kernel) {
    return sums == null ? kernel : kernel.write(sums);
  }

  /** The same for a kernel that always takes it, and is told whether to make them. */
  ClKernel bindSumsOrAny(ClKernel kernel) {
    return sums == null ? kernel.read(w) : kernel.write(sums);
  }

  private ClMemory orAny(@Nullable ClMemory memory) {
    return memory == null ? w : memory;
  }

  /** Whether the epilogue takes one number per column. */
  boolean goesByColumn() {
    return bias != null || activation == Activation.PRELU;
  }

  /** Whether what the epilogue reads begins at a multiple of that many elements. */
  boolean isEpilogueAligned(int elements) {
    return Stream.of(bias, residual, operand)
        .filter(Objects::nonNull)
        .allMatch(memory -> memory.offset() % elements == 0);
  }
}
