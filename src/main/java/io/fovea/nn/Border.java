package io.fovea.nn;

import io.fovea.op.Axis.Edge;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;

/**
 * How a convolution or pooling is padded, before the size of its input is known: with zeros, unless
 * {@link #replicate} or {@link #reflect} is called.
 */
public interface Border {
  /**
   * As many outputs as inputs at stride 1, {@code ceil(i / stride)} in general; where the border
   * cannot be split evenly, the odd row or column is at the bottom or right.
   */
  Border SAME = new Same();

  /** No border: every window lies within the input. */
  Border VALID = new Valid();

  /** The same border on all sides. */
  static Border of(int all) {
    return new Exact(all, all, all, all);
  }

  /** A border of its own on each side. */
  static Border of(int top, int left, int bottom, int right) {
    return new Exact(top, left, bottom, right);
  }

  /** The rows and columns for an input {@code x [n, ih, iw, c]} and such windows. */
  Padding padding(Shape x, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW);

  /** What the border holds. */
  Edge edge();

  /** A border as wide as another, holding the nearest pixel of the image. */
  static Border replicate(Border amounts) {
    return new Filled(amounts, Edge.REPLICATE);
  }

  /**
   * A border as wide as another, holding the image mirrored in its outermost pixels, which are not
   * repeated.
   */
  static Border reflect(Border amounts) {
    return new Filled(amounts, Edge.REFLECT);
  }

  /** As wide as another border, and holding something else. */
  record Filled(Border amounts, Edge edge) implements Border {
    @Override
    public Padding padding(
        Shape x, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW) {
      return amounts.padding(x, kh, kw, strideH, strideW, dilationH, dilationW);
    }
  }

  /** See {@link #SAME}. */
  record Same() implements Border {
    @Override
    public Padding padding(
        Shape x, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW) {
      return Padding.same(x.dim(1), x.dim(2), kh, kw, strideH, strideW, dilationH, dilationW);
    }

    @Override
    public Edge edge() {
      return Edge.ZERO;
    }
  }

  /** See {@link #VALID}. */
  record Valid() implements Border {
    @Override
    public Padding padding(
        Shape x, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW) {
      return Padding.NONE;
    }

    @Override
    public Edge edge() {
      return Edge.ZERO;
    }
  }

  /** Rows and columns as given. */
  record Exact(int top, int left, int bottom, int right) implements Border {
    public Exact {
      new Padding(top, left, bottom, right);
    }

    @Override
    public Padding padding(
        Shape x, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW) {
      return new Padding(top, left, bottom, right);
    }

    @Override
    public Edge edge() {
      return Edge.ZERO;
    }
  }
}
