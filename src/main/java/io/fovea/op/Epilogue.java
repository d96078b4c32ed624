package io.fovea.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a convolution or matrix product does to each sum before it stores it, in this order: add a
 * bias per output channel, add the element of a residual in the same place, apply an activation.
 * What it needs for that follows the two factors as inputs: {@code b [c]}, {@code residual} of the
 * output's shape, {@code slope [c]} or {@code mask} of the output's shape, those of them that there
 * are. In the cost of an op the bytes of these count; the operations do not, so that those of a
 * product stay comparable.
 */
public record Epilogue(boolean bias, boolean residual, Activation activation) {
  /** Stores the plain sum. */
  public static final Epilogue NONE = new Epilogue(false, Activation.NONE);

  private static final int FACTORS = 2;

  /** An epilogue without a residual. */
  public Epilogue(boolean bias, Activation activation) {
    this(bias, false, activation);
  }

  /** Whether there is a slope per channel. */
  public boolean slope() {
    return activation == Activation.PRELU;
  }

  /** Whether there is a mask, the output of ReLU. */
  public boolean mask() {
    return activation == Activation.RELU_GRADIENT;
  }

  /** Which input of the op the bias is, if there is one. */
  public int biasInput() {
    return FACTORS;
  }

  /** Which input of the op the residual is, if there is one. */
  public int residualInput() {
    return biasInput() + (bias ? 1 : 0);
  }

  /** Which input of the op the slope is, if there is one. */
  public int slopeInput() {
    return residualInput() + (residual ? 1 : 0);
  }

  /** Which input of the op the mask is, if there is one. */
  public int maskInput() {
    return slopeInput();
  }

  /** Names of the inputs of an op with this epilogue. */
  List<String> inputNames(String first, String second) {
    List<String> names = new ArrayList<>(List.of(first, second));
    if (bias) {
      names.add("b");
    }
    if (residual) {
      names.add("residual");
    }
    if (slope()) {
      names.add("slope");
    }
    if (mask()) {
      names.add("mask");
    }
    return names;
  }

  /**
   * Checks what follows the factors.
   *
   * @param y type of the output
   */
  void check(List<TensorType> inputs, TensorType y) {
    if (bias) {
      Rules.perChannel("b", inputs.get(biasInput()), y);
    }
    if (residual) {
      Rules.real("residual", inputs.get(residualInput()));
      Rules.sameShape("residual", inputs.get(residualInput()), "y", y);
    }
    if (slope()) {
      Rules.perChannel("slope", inputs.get(slopeInput()), y);
    }
    if (mask()) {
      Rules.real("mask", inputs.get(maskInput()));
      Rules.sameShape("mask", inputs.get(maskInput()), "y", y);
    }
  }

  /**
   * Undoes the epilogue in a gradient rule: leaves the gradients of bias, residual and slope, as
   * far as they are wanted, and returns the gradient of the plain sum. A mask has none.
   *
   * @param op the same op with another epilogue, by which what PReLU has read is computed again
   */
  Value gradient(GradientContext context, Function<Epilogue, Op> op) {
    Value dy = context.dy();
    if (activation == Activation.RELU) {
      dy = context.emit(new ReluGradient(), context.output(0), dy);
    } else if (activation == Activation.PRELU) {
      dy = preluGradient(context, op.apply(new Epilogue(bias, residual, Activation.NONE)));
    } else if (activation == Activation.RELU_GRADIENT) {
      dy = context.emit(new ReluGradient(), context.input(maskInput()), dy);
    }
    if (bias && context.wants(biasInput())) {
      context.set(biasInput(), context.emit(new BiasGradient(), dy));
    }
    if (residual && context.wants(residualInput())) {
      context.set(residualInput(), dy);
    }
    return dy;
  }

  private Value preluGradient(GradientContext context, Op before) {
    Value[] inputs = new Value[slopeInput()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = context.input(i);
    }
    Value x = context.emit(before, inputs);
    List<Value> gradients =
        context.emitAll(new PReluGradient(), x, context.input(slopeInput()), context.dy());
    if (context.wants(slopeInput())) {
      context.set(slopeInput(), context.emit(new BiasGradient(), gradients.get(1)));
    }
    return gradients.get(0);
  }
}
