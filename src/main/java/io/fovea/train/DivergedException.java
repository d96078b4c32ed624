package io.fovea.train;

/**
 * Loss or gradients stopped being finite. The parameters are as they were before that step; the
 * message names step, layer and tensor.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int step;
  private final String layer;
  private final String tensor;

  DivergedException(String message, int step, String layer, String tensor) {
    super(message);
    this.step = step;
    this.layer = layer;
    this.tensor = tensor;
  }

  /** The step that went wrong: how many were finished before it. */
  public int step() {
    return step;
  }

  /**
   * The layer of the first value that is not finite; {@code loss} and the like outside layers,
   * {@code data} if the examples had it.
   */
  public String layer() {
    return layer;
  }

  /** That value: the path of a piece of state, the name of an input, or the op that computed it. */
  public String tensor() {
    return tensor;
  }
}
