package io.fovea.op;

import static io.fovea.op.ShapeException.require;

/** How a 2-D convolution walks over its input: everything but the extents of its tensors. */
public record Conv2dGeometry(
    int strideH, int strideW, Padding padding, int dilationH, int dilationW, int groups) {
  /** Stride 1, no padding, no dilation, one group. */
  public static final Conv2dGeometry UNIT = new Conv2dGeometry(1, 1, Padding.NONE, 1, 1, 1);

  public Conv2dGeometry {
    require(
        strideH >= 1 && strideW >= 1, "stride must be at least 1, got %d x %d", strideH, strideW);
    require(
        dilationH >= 1 && dilationW >= 1,
        "dilation must be at least 1, got %d x %d",
        dilationH,
        dilationW);
    require(groups >= 1, "groups must be at least 1, got %d", groups);
  }

  /** This geometry with another stride. */
  public Conv2dGeometry stride(int h, int w) {
    return new Conv2dGeometry(h, w, padding, dilationH, dilationW, groups);
  }

  /** This geometry with another padding. */
  public Conv2dGeometry padding(Padding newPadding) {
    return new Conv2dGeometry(strideH, strideW, newPadding, dilationH, dilationW, groups);
  }

  /** This geometry with another dilation. */
  public Conv2dGeometry dilation(int h, int w) {
    return new Conv2dGeometry(strideH, strideW, padding, h, w, groups);
  }

  /** This geometry with another number of groups. */
  public Conv2dGeometry groups(int newGroups) {
    return new Conv2dGeometry(strideH, strideW, padding, dilationH, dilationW, newGroups);
  }
}
