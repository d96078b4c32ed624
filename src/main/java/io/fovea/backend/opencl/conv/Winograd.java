package io.fovea.backend.opencl.conv;

import io.fovea.backend.Precision;
import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Launches {@code conv2d_winograd.cl}: the transforms of Winograd's F(4 x 4, 3 x 3), some whole
 * images at a time. At each of the {@value #POSITIONS} positions of a tile lies a matrix {@code
 * [tiles, channels]}.
 *
 * @param convolution of 3 x 3 taps without strides
 */
record Winograd(Convolution convolution) {
  /** System property: {@code off} where accuracy matters more than speed. */
  static final String PROPERTY = "fovea.opencl.winograd";

  /** Products that a tile needs in place of the 144 of its 4 x 4 outputs. */
  static final int POSITIONS = 36;

  private static final int OUTPUT = 4;

  /** Bounds the tiles of several images; the number of launches grows as it falls. */
  private static final long MOST_ELEMENTS = 1 << 23;

  /** Keeps positions apart in caches: between them would lie a power of two. */
  private static final int GAP = 16;

  private static final int CPU_VECTOR = 16;

  /** Operations of a transform for an element of each position, for {@link Chunks}. */
  private static final int WORK = 12 * CPU_VECTOR;

  /** Multiply-adds in the time of a byte to memory and back, of a processor with two cores. */
  private static final double BALANCE = 5;

  private static final double USUAL_BATCH = 64;

  /** Why a convolution cannot go this way, or null. */
  @Nullable Unsupported refusal(ClTarget target) {
    Convolution c = convolution;
    boolean isPlain =
        c.kh() == 3
            && c.kw() == 3
            && c.strideH() == 1
            && c.strideW() == 1
            && c.dilationH() == 1
            && c.dilationW() == 1
            && c.upsampleH() == 1
            && c.upsampleW() == 1
            && c.groups() == 1;
    if (!isPlain) {
      return new Unsupported("takes 3x3 taps with stride 1, no dilation and one group");
    }
    if (target.precision() != Precision.FP32) {
      return new Unsupported("its transforms would amplify the errors of rounded factors");
    }
    if ("off".equals(System.getProperty(PROPERTY))) {
      return new Unsupported("is turned off by -D" + PROPERTY + "=off");
    }
    long each = (long) imageTiles() * Math.max(c.ic(), c.oc()) + GAP;
    long filters = (long) c.ic() * c.oc();
    return POSITIONS * Math.max(each, filters) <= Integer.MAX_VALUE / Float.BYTES
        ? null
        : new Unsupported("the transformed image or filters exceed 2^31 bytes");
  }

  /** Why it should not be taken, or null where it pays; whether it does on a GPU is not known. */
  @Nullable Unsupported reluctance(ClTarget target) {
    if (target.family() != KernelFamily.CPU) {
      return new Unsupported("was not measured on a GPU; where it pays, 'fovea tune' finds out");
    }
    if (imageElements() > MOST_ELEMENTS) {
      return new Unsupported("one image would take more working memory than it is worth");
    }
    return pays() ? null : new Unsupported("its transforms would take longer than it saves");
  }

  /**
   * Whether it pays on a CPU device: whether the products that it saves take longer than the
   * transformed tiles and filters to memory and back. For a batch of usual size, so that another
   * one needs no other kernels.
   */
  private boolean pays() {
    Convolution c = convolution;
    double direct = 9.0 * USUAL_BATCH * c.oh() * c.ow() * c.ic() * c.oc();
    double tiles = USUAL_BATCH * imageTiles();
    double products = POSITIONS * tiles * c.ic() * c.oc();
    double bytes = POSITIONS * Float.BYTES * (tiles * (c.ic() + c.oc()) + (double) c.ic() * c.oc());
    return products + BALANCE * bytes < direct;
  }

  private int tileRows() {
    return (convolution.oh() + OUTPUT - 1) / OUTPUT;
  }

  private int tileColumns() {
    return (convolution.ow() + OUTPUT - 1) / OUTPUT;
  }

  private int imageTiles() {
    return tileRows() * tileColumns();
  }

  /** Images that are transformed at a time. */
  int images() {
    return (int) Math.max(1, Math.min(MOST_ELEMENTS / imageElements(), convolution.n()));
  }

  /** Elements of an image in the larger tensor of tiles. */
  private long imageElements() {
    int channels = Math.max(convolution.ic(), convolution.oc());
    return (long) POSITIONS * imageTiles() * channels;
  }

  /** Elements from a position's matrix to the next. */
  private int stride(int channels) {
    return images() * imageTiles() * channels + GAP;
  }

  /** Room for the tiles of an image with so many channels. */
  Workspace tiles(int channels) {
    return new Workspace(DType.F32, (long) POSITIONS * stride(channels));
  }

  /** Room for the filters. */
  Workspace filters() {
    return new Workspace(DType.F32, (long) POSITIONS * convolution.ic() * convolution.oc());
  }

  /** The products of some images' tiles by the filters. */
  Product product(int images) {
    Convolution c = convolution;
    return new Product(
        images * imageTiles(),
        c.oc(),
        c.ic(),
        c.ic(),
        c.flipped() ? c.ic() : c.oc(),
        c.oc(),
        false,
        c.flipped(),
        POSITIONS,
        stride(c.ic()),
        c.ic() * c.oc(),
        stride(c.oc()),
        imageTiles());
  }

  /** The products of some images' tiles, transposed, by those of their gradients. */
  Product gradientProduct(int images) {
    Convolution c = convolution;
    return new Product(
        c.ic(),
        c.oc(),
        images * imageTiles(),
        c.ic(),
        c.oc(),
        c.oc(),
        true,
        false,
        POSITIONS,
        stride(c.ic()),
        stride(c.oc()),
        c.ic() * c.oc(),
        imageTiles());
  }

  /** Transforms the pixels that the tiles of some images read. */
  void input(ClNode node, int images, ClMemory x, ClMemory tiles) {
    Convolution c = convolution;
    ClKernel kernel =
        tiled(node, "conv2d_winograd_input", images)
            .ints(c.padTop(), c.padLeft(), c.ih(), c.iw(), c.ic(), stride(c.ic()));
    deal(node, kernel.read(x).write(tiles), tileVectors(node, images, c.ic()));
  }

  /** Transforms filters. */
  void filter(ClNode node, ClMemory w, ClMemory filters) {
    int elements = convolution.ic() * convolution.oc();
    ClKernel kernel = kernel(node, "conv2d_winograd_filter");
    kernel.ints(elements, convolution.flipped() ? 1 : 0).read(w).write(filters);
    deal(node, kernel, vectors(node, elements));
  }

  /** Transforms sums back, and finishes them. */
  void output(ClNode node, int images, Operands operands, ClMemory tiles, ClMemory y) {
    Convolution c = convolution;
    ClKernel kernel =
        tiled(node, "conv2d_winograd_output", images).ints(c.oh(), c.ow(), c.oc(), stride(c.oc()));
    operands.bindEpilogue(kernel);
    operands.bindEpilogueInputs(kernel.read(tiles)).write(y);
    deal(node, kernel, tileVectors(node, images, c.oc()));
  }

  /** Transforms the gradients of the outputs of some images. */
  void outputGradient(ClNode node, int images, ClMemory dy, ClMemory tiles) {
    Convolution c = convolution;
    ClKernel kernel =
        tiled(node, "conv2d_weight_gradient_winograd_input", images)
            .ints(c.oh(), c.ow(), c.oc(), stride(c.oc()));
    deal(node, kernel.read(dy).write(tiles), tileVectors(node, images, c.oc()));
  }

  /** Transforms sums into the gradients of taps. */
  void filterGradient(ClNode node, ClMemory filters, ClMemory dw) {
    int elements = convolution.ic() * convolution.oc();
    ClKernel kernel = kernel(node, "conv2d_weight_gradient_winograd_output");
    kernel.ints(elements).read(filters).write(dw);
    deal(node, kernel, vectors(node, elements));
  }

  private ClKernel tiled(ClNode node, String name, int images) {
    return kernel(node, name).ints(images * imageTiles(), tileRows(), tileColumns());
  }

  private static ClKernel kernel(ClNode node, String name) {
    Chunks chunks = Chunks.of(node.target(), WORK);
    Macros macros = Macros.of("VEC", vector(node)).with(chunks.macros());
    return node.kernel("conv2d_winograd.cl", name, macros);
  }

  private static void deal(ClNode node, ClKernel kernel, long count) {
    Chunks.of(node.target(), WORK).deal(kernel, count).bind();
  }

  private long tileVectors(ClNode node, int images, int channels) {
    return (long) images * imageTiles() * vectors(node, channels);
  }

  private static long vectors(ClNode node, int channels) {
    return (channels + vector(node) - 1L) / vector(node);
  }

  private static int vector(ClNode node) {
    return node.target().family() == KernelFamily.CPU ? CPU_VECTOR : 1;
  }
}
