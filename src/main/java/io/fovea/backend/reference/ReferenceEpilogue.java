package io.fovea.backend.reference;

import io.fovea.op.Epilogue;
import java.util.List;

/** What a convolution or matrix product does to each sum before it stores it. */
final class ReferenceEpilogue {
  private ReferenceEpilogue() {}

  /**
   * The element to store.
   *
   * @param inputs of the node
   * @param row which row of channels of the output it belongs to
   */
  static double apply(Epilogue epilogue, double sum, List<Elements> inputs, int row, int channel) {
    double x = sum;
    if (epilogue.bias()) {
      x += inputs.get(epilogue.biasInput()).get(channel);
    }
    if (epilogue.residual()) {
      x += inputs.get(epilogue.residualInput()).get(row, channel);
    }
    return switch (epilogue.activation()) {
      case NONE -> x;
      case RELU -> x < 0 ? 0 : x;
      case PRELU -> x > 0 ? x : inputs.get(epilogue.slopeInput()).get(channel) * x;
      case RELU_GRADIENT -> inputs.get(epilogue.maskInput()).get(row, channel) <= 0 ? 0 : x;
    };
  }
}
