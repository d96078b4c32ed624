package io.fovea.op;

import java.util.List;

/**
 * What a convolution or matrix product does to each sum before it stores it: add a bias per output
 * channel (a third input {@code b}), then apply an activation.
 */
public record Epilogue(boolean bias, Activation activation) {
  /** Stores the plain sum. */
  public static final Epilogue NONE = new Epilogue(false, Activation.NONE);

  /** Names of the inputs of an op with this epilogue. */
  List<String> inputNames(String first, String second) {
    return bias ? List.of(first, second, "b") : List.of(first, second);
  }

  /**
   * Undoes the epilogue in a gradient rule: leaves the gradient of the bias, if wanted, and returns
   * the gradient of the plain sum.
   */
  Value gradient(GradientContext context) {
    Value dy = context.dy();
    if (activation == Activation.RELU) {
      dy = context.emit(new ReluGradient(), context.output(0), dy);
    }
    if (bias && context.wants(2)) {
      context.set(2, context.emit(new BiasGradient(), dy));
    }
    return dy;
  }
}
