package io.fovea.op;

import java.util.List;

/**
 * {@link MaxPool2d} of {@link PRelu}, which is never stored: inputs {@code x [n, ih, iw, c]} and
 * {@code alpha [c]}; outputs {@code y [n, oh, ow, c]}, {@code index [n, oh, ow, c]}, the tap that
 * won, and {@code chosen [n, oh, ow, c]}, the x that it held. With the last, the gradients of PReLU
 * are a matter of the few elements that won. The rules of {@link MaxPool2d} hold for what PReLU
 * makes of x.
 */
public record PReluMaxPool2d(PoolGeometry geometry) implements Op {
  private static final int CHOSEN = 2;

  @Override
  public String name() {
    return "prelu_max_pool2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "alpha");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    List<TensorType> rectified = new PRelu().infer(inputs);
    List<TensorType> pooled = new MaxPool2d(geometry).infer(rectified);
    return List.of(pooled.get(0), pooled.get(1), pooled.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    List<Value> gradients =
        context.emitAll(
            new PReluGradient(), context.output(CHOSEN), context.input(1), context.dy());
    if (context.wants(0)) {
      Op unpool = new MaxPool2dGradient(geometry, context.input(0).shape());
      context.set(0, context.emit(unpool, context.output(1), gradients.get(0)));
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new BiasGradient(), gradients.get(1)));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * outputs.get(0).shape().elements() * geometry.taps(), inputs, outputs);
  }
}
