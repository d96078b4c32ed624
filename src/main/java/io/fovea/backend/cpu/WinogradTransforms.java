package io.fovea.backend.cpu;

/**
 * The one-dimensional transforms of Winograd's minimal filtering with six points, 0, 1, -1, 2, -2
 * and infinity: {@code F(4, 3)}, four outputs of a filter of three taps, and {@code F(3, 4)}, three
 * outputs of one of four, which read six inputs alike. Each maps rows of n numbers, the i-th at
 * {@code xAt + i * xStride}, to other rows, number by number. Source and result do not overlap.
 *
 * <p>Source: Lavin, Gray, "Fast algorithms for convolutional neural networks", 2015, section 4.
 */
public interface WinogradTransforms {
  /** Six rows of a tile of the input to six. */
  void input(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n);

  /** Three taps of a filter to six rows. */
  void filter(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n);

  /** Six rows of products to four outputs. */
  void output(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n);

  /** Four gradients of outputs, as the taps of a filter, to six rows. */
  void outputGradient(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n);

  /** Six rows of products to the gradients of three taps. */
  void filterGradient(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n);
}
