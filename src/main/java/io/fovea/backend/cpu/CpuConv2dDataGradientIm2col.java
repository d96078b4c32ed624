package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data gradient by multiplying dy with the transposed weights, which gives the gradient of a chunk
 * of the patch matrix, and adding each of its elements to the pixel that it is a copy of (col2im).
 * Every pixel of dx belongs to one task, which adds in a fixed order. The epilogue follows when all
 * is added up.
 */
final class CpuConv2dDataGradientIm2col implements CpuLowering {
  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.op();
    return CpuConv2dImplicitGemm.tooMany(op.dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Im2col im2col = new Im2col(node, d);
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < op.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      LeftFactor dy = new LeftFactor(Rows.of(node.kernels(), node.input(0), column, d.oc()), false);
      Weights weights = Weights.of(node.input(1), column, d.ocPerGroup(), d.oc(), true);
      parts.add(new Gemm.Part(dy, weights, group * im2col.depth()));
    }
    Destination patches = Destination.plain(im2col.matrix(), im2col.columns());
    Gemm gemm = new Gemm(node, im2col.chunkRows(), im2col.depth(), d.ocPerGroup(), parts, patches);
    List<CpuStep> steps = new ArrayList<>();
    CpuTensor dx = node.output(0);
    steps.add(() -> Arrays.fill(dx.floats(), dx.at(), dx.at() + dx.length(), 0f));
    for (int first : im2col.chunks()) {
      int rows = im2col.rowsFrom(first);
      Gemm.Piece piece = new Gemm.Piece(first, 0, rows, 0, d.ocPerGroup(), false);
      steps.add(() -> gemm.run(piece));
      steps.add(new Col2im(node, d, im2col, first / d.ow(), rows / d.ow()));
    }
    if (!op.epilogue().equals(Epilogue.NONE)) {
      steps.add(finish(node, d, Destination.of(node, d.ic(), op.epilogue())));
    }
    return CpuStep.sequence(steps.toArray(CpuStep[]::new));
  }

  private static CpuStep finish(CpuNode node, Conv2dDims d, Destination dx) {
    int pixels = d.n() * d.ih() * d.iw();
    return node.inParallel(
        pixels,
        Math.max(1, CpuNode.GRAIN / d.ic()),
        (from, to, worker) ->
            dx.finish(node.kernels(), dx.c().at() + from * d.ic(), to - from, 0, d.ic()));
  }

  /** Adds the patches of the output lines {@code first .. first + lines - 1} to dx. */
  private static final class Col2im implements CpuStep {
    private final CpuNode node;
    private final Conv2dDims d;
    private final Conv2dGeometry g;
    private final Im2col im2col;
    private final int first;
    private final int lines;
    private final Workers.Task adding = (row, worker) -> add(row);
    private final int firstImage;
    private final int images;

    Col2im(CpuNode node, Conv2dDims d, Im2col im2col, int first, int lines) {
      this.node = node;
      this.d = d;
      this.g = d.geometry();
      this.im2col = im2col;
      this.first = first;
      this.lines = lines;
      this.firstImage = first / d.oh();
      this.images = (first + lines - 1) / d.oh() - firstImage + 1;
    }

    @Override
    public void run() {
      node.workers().run(images * d.ih(), adding);
    }

    /** Adds what belongs to one row of pixels of dx. */
    private void add(int row) {
      int image = firstImage + row / d.ih();
      int h = row % d.ih();
      CpuTensor dx = node.output(0);
      int line = dx.at() + (image * d.ih() + h) * d.iw() * d.ic();
      for (int kh = 0; kh < d.kh(); kh++) {
        int reach = h + g.padding().top() - kh * g.dilationH();
        int from = image * d.oh() + reach / g.strideH() - first;
        if (reach >= 0
            && reach % g.strideH() == 0
            && reach / g.strideH() < d.oh()
            && from >= 0
            && from < lines) {
          addLine(from * d.ow(), kh, dx.floats(), line);
        }
      }
    }

    private void addLine(int firstRow, int kh, float[] dx, int line) {
      float[] patches = im2col.matrix().floats();
      int channels = d.icPerGroup();
      for (int ow = 0; ow < d.ow(); ow++) {
        int row = im2col.matrix().at() + (firstRow + ow) * im2col.columns();
        for (int kw = 0; kw < d.kw(); kw++) {
          int w = ow * g.strideW() - g.padding().left() + kw * g.dilationW();
          if (w >= 0 && w < d.iw()) {
            for (int group = 0; group < g.groups(); group++) {
              int from = row + group * im2col.depth() + (kh * d.kw() + kw) * channels;
              int to = line + w * d.ic() + group * channels;
              node.kernels().add(dx, to, patches, from, dx, to, channels);
            }
          }
        }
      }
    }
  }
}
