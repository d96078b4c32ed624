package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.PartialSums;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;
import java.util.List;

/**
 * The parts into which the images are split for a weight gradient: more for a small gradient, which
 * offers little else to do side by side, none for a large one. Their number follows from the shapes
 * alone, since it decides the bits of the result.
 *
 * @param bias whether the gradient by the bias is summed in the same parts
 */
record ImageParts(Convolution convolution, int count, boolean bias) {
  private static final int ENOUGH_ELEMENTS = 1 << 17;
  private static final int MOST_PARTS = 16;

  static ImageParts of(Convolution c, boolean bias) {
    int most = Math.min(MOST_PARTS, Math.max(1, ENOUGH_ELEMENTS / c.weights()));
    return new ImageParts(c, Math.min(c.n(), most), bias);
  }

  /** Those of the gradient that a node makes. */
  static ImageParts of(Node node) {
    return of(Convolution.of(node), node.outputs().size() > 1);
  }

  /** Room for the sums of all parts, if there are several. */
  List<Workspace> workspace() {
    return count == 1 ? List.of() : List.of(new Workspace(DType.F32, weights() + biases()));
  }

  private long weights() {
    return (long) count * convolution.weights();
  }

  private int biases() {
    return bias ? count * convolution.oc() : 0;
  }

  /** Where the sums of the parts go: the only one's into the output itself. */
  ClMemory memory(ClNode node) {
    return count == 1 ? node.output(0) : node.workspace(0).part("parts", 0, (int) weights());
  }

  /** Where those for the bias go. */
  ClMemory biasMemory(ClNode node) {
    return count == 1 ? node.output(1) : node.workspace(0).part("sums", (int) weights(), biases());
  }

  /** Adds up the parts, if there are several. */
  void addUp(ClNode node) {
    Operands plain =
        bias
            ? Operands.of(node, convolution.epilogue())
            : Operands.of(node.input(0), node.input(1));
    if (count == 1) {
      PartialSums.prepare(node, convolution.oc(), plain);
    } else {
      PartialSums.launch(node, node.workspace(0), count, convolution.oc(), plain, node.output(0));
    }
  }
}
