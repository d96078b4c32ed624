package io.fovea.backend.reference;

import io.fovea.op.Activation;
import io.fovea.op.Epilogue;
import java.util.List;

/** What a convolution or matrix product does to each sum before it stores it. */
final class ReferenceEpilogue {
  private ReferenceEpilogue() {}

  /**
   * The element to store.
   *
   * @param inputs of the node: the third is the bias, if there is one
   */
  static double apply(Epilogue epilogue, double sum, List<Elements> inputs, int channel) {
    double biased = epilogue.bias() ? sum + inputs.get(2).get(channel) : sum;
    return epilogue.activation() == Activation.RELU && biased < 0 ? 0 : biased;
  }
}
