package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.Patches;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Epilogue;

/**
 * The convolution that kernels compute for a node: of a {@link Conv2d} or a {@link
 * Conv2dWeightGradient} its own; of a {@link Conv2dDataGradient} the one that it is, of dy by
 * flipped weights, where every stride has become an upsampling: {@code upsample - 1} rows or
 * columns of zeros between those of the image.
 *
 * @param padTop rows of border before the first; negative where the convolution begins inside
 * @param padLeft columns of border before the first, likewise
 * @param flipped whether the weights are to be read with reversed taps, their channels exchanged
 */
record Convolution(
    int n,
    int ih,
    int iw,
    int ic,
    int kh,
    int kw,
    int oh,
    int ow,
    int oc,
    int strideH,
    int strideW,
    int padTop,
    int padLeft,
    int dilationH,
    int dilationW,
    int upsampleH,
    int upsampleW,
    int groups,
    boolean flipped,
    Epilogue epilogue) {

  static Convolution of(Node node) {
    if (node.op() instanceof Conv2d op) {
      return forward(op.dims(node.inputTypes()), op.epilogue());
    }
    if (node.op() instanceof Conv2dWeightGradient op) {
      return forward(op.dims(node.inputTypes()), Epilogue.NONE);
    }
    Conv2dDataGradient op = (Conv2dDataGradient) node.op();
    return dataGradient(op.dims(node.inputTypes()), op.epilogue());
  }

  private static Convolution forward(Conv2dDims d, Epilogue epilogue) {
    Conv2dGeometry g = d.geometry();
    return new Convolution(
        d.n(),
        d.ih(),
        d.iw(),
        d.ic(),
        d.kh(),
        d.kw(),
        d.oh(),
        d.ow(),
        d.oc(),
        g.strideH(),
        g.strideW(),
        g.padding().top(),
        g.padding().left(),
        g.dilationH(),
        g.dilationW(),
        1,
        1,
        g.groups(),
        false,
        epilogue);
  }

  /**
   * {@code dx[ih]} sums {@code dy[oh] w[kh]} over {@code oh * strideH - padTop + kh * dilationH =
   * ih}; with taps counted from the last, {@code oh * strideH} begins at {@code ih - ((KH - 1) *
   * dilationH - padTop)} and grows by the dilation.
   */
  private static Convolution dataGradient(Conv2dDims d, Epilogue epilogue) {
    Conv2dGeometry g = d.geometry();
    return new Convolution(
        d.n(),
        d.oh(),
        d.ow(),
        d.oc(),
        d.kh(),
        d.kw(),
        d.ih(),
        d.iw(),
        d.ic(),
        1,
        1,
        (d.kh() - 1) * g.dilationH() - g.padding().top(),
        (d.kw() - 1) * g.dilationW() - g.padding().left(),
        g.dilationH(),
        g.dilationW(),
        g.strideH(),
        g.strideW(),
        g.groups(),
        true,
        epilogue);
  }

  /** Input channels of one group. */
  int groupIc() {
    return ic / groups;
  }

  /** Output channels of one group. */
  int groupOc() {
    return oc / groups;
  }

  /** Output pixels of all images: rows of the matrix of patches. */
  int pixels() {
    return n * oh * ow;
  }

  /** Numbers in one group's part of a patch: kernel pixels times channels. */
  int patch() {
    return kh * kw * groupIc();
  }

  /** Elements of the weights. */
  int weights() {
    return patch() * oc;
  }

  /** Whether each output pixel is a product of the input pixel in the same place and w. */
  boolean isPointwise() {
    return kh == 1
        && kw == 1
        && groups == 1
        && strideH * strideW * upsampleH * upsampleW == 1
        && ih == oh
        && iw == ow
        && padTop == 0
        && padLeft == 0;
  }

  /** Whether every channel has a filter of its own. */
  boolean isDepthwise() {
    return groups == ic && groups == oc;
  }

  /** The product of all patches, read from the image, by the weights as they lie in memory. */
  Product product() {
    return new Product(
        pixels(),
        groupOc(),
        patch(),
        ic,
        flipped ? ic : oc,
        oc,
        false,
        flipped,
        groups,
        groupIc(),
        flipped ? groupIc() : groupOc(),
        groupOc(),
        oh * ow);
  }

  /** How a product reads the patches from the image; transposed, for the weight gradient. */
  Patches patches(boolean transposed) {
    long phaseRows = (oh - 1L) / upsampleH + 1;
    long phaseColumns = (ow - 1L) / upsampleW + 1;
    int rows = transposed ? patch() : (int) (n * phaseRows * phaseColumns);
    Macros macros = macros().flag("PATCHES", true).flag("FLIP", flipped);
    return new Patches(macros, upsampleH * upsampleW, rows);
  }

  /** The product of some rows of patches, {@code lda} apart, by packed weights, one per group. */
  Product product(int rows, int lda, int groupA) {
    return new Product(
        rows,
        groupOc(),
        patch(),
        lda,
        groupOc(),
        oc,
        false,
        false,
        groups,
        groupA,
        weights() / groups,
        groupOc(),
        oh * ow);
  }

  /** The product of the patches of some pixels, transposed, by dy: the weight gradient. */
  Product gradientProduct(int rows, int lda, int groupA) {
    return new Product(
        patch(), groupOc(), rows, lda, oc, oc, true, false, groups, groupA, groupOc(), groupOc(),
        oh * ow);
  }

  /** What a kernel needs to know of this. */
  Macros macros() {
    return extentMacros().with(stepMacros());
  }

  /** The sizes of image, kernel and border. */
  Macros extentMacros() {
    return Macros.of("IH", ih)
        .with("IW", iw)
        .with("IC", ic)
        .with("OH", oh)
        .with("OW", ow)
        .with("OC", oc)
        .with("KH", kh)
        .with("KW", kw)
        .with("PAD_TOP", padTop)
        .with("PAD_LEFT", padLeft);
  }

  /** What goes from one pixel, tap or group to the next. */
  Macros stepMacros() {
    return Macros.of("GROUPS", groups)
        .with("STRIDE_H", strideH)
        .with("STRIDE_W", strideW)
        .with("DILATION_H", dilationH)
        .with("DILATION_W", dilationW)
        .with("UPSAMPLE_H", upsampleH)
        .with("UPSAMPLE_W", upsampleW);
  }
}
