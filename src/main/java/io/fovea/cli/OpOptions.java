package io.fovea.cli;

import io.fovea.op.Add;
import io.fovea.op.AvgPool2d;
import io.fovea.op.BatchNorm;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.LogSoftmax;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Multiply;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.Softmax;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One op to measure, by its name and the shapes that it is used on. */
final class OpOptions {
  private static final double USUAL_EPSILON = 1e-5;

  /** What {@code --op} may be: the ops that take most of the time of networks. */
  enum Name {
    ADD,
    AVG_POOL2D,
    BATCH_NORM,
    CONV2D,
    CONV2D_DATA_GRADIENT,
    CONV2D_WEIGHT_GRADIENT,
    LOG_SOFTMAX,
    MATMUL,
    MAX_POOL2D,
    MULTIPLY,
    RELU,
    SOFTMAX;

    boolean isConvolution() {
      return toString().startsWith("conv2d");
    }

    boolean isPooling() {
      return toString().endsWith("pool2d");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An op and the types of its inputs, which it accepts.
   *
   * @param inputs in the order of the op's input names
   */
  record Applied(Op op, List<TensorType> inputs) {
    static Applied to(Op op, Shape... inputs) {
      List<TensorType> types = Stream.of(inputs).map(TensorType::real).toList();
      Stream.concat(types.stream(), op.infer(types).stream()).forEach(Applied::requireArray);
      return new Applied(op, types);
    }

    @Override
    public String toString() {
      return op.name()
          + inputs.stream()
              .map(TensorType::toString)
              .collect(Collectors.joining(" and ", " of ", ""));
    }

    private static void requireArray(TensorType type) {
      MisuseException.require(
          type.shape().elements() <= Integer.MAX_VALUE,
          "--shape: %s does not fit into an array of 2^31 - 1 numbers",
          type);
    }
  }

  @Option(
      names = "--op",
      paramLabel = "OP",
      required = true,
      description = "Measure one op instead of a network: ${COMPLETION-CANDIDATES}.")
  private Name name = Name.MATMUL;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      required = true,
      description =
          "Of --op: MxKxN for matmul (rows, inner, columns), else the shape of x, NxHxWxC for"
              + " images. The gradients are those of the convolution of such an x.")
  private String shape = "";

  @Option(
      names = "--filter",
      paramLabel = "SHAPE",
      description = "Of --op: HxWxC for convolutions, with C filters; HxW for poolings.")
  private @Nullable String filter;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = "Of --op (default: 1 for convolutions, for poolings as large as the window).")
  private @Nullable Integer stride;

  /**
   * The op on its inputs.
   *
   * @throws MisuseException if what was given does not make one
   */
  Applied applied() {
    boolean slides = name.isConvolution() || name.isPooling();
    MisuseException.require(slides || filter == null, "--filter: %s has none", name);
    MisuseException.require(slides || stride == null, "--stride: %s has none", name);
    MisuseException.require(
        !slides || filter != null,
        "--op %s needs --filter, as in %s",
        name,
        name.isPooling() ? "2x2" : "3x3x64");
    try {
      return switch (name) {
        case ADD -> Applied.to(new Add(), x(), x());
        case AVG_POOL2D -> Applied.to(new AvgPool2d(windows(), false), images());
        case BATCH_NORM ->
            Applied.to(
                new BatchNorm(USUAL_EPSILON), x(), Shape.of(x().dim(-1)), Shape.of(x().dim(-1)));
        case CONV2D, CONV2D_DATA_GRADIENT, CONV2D_WEIGHT_GRADIENT -> convolution(images());
        case LOG_SOFTMAX -> Applied.to(new LogSoftmax(), x());
        case MATMUL -> product();
        case MAX_POOL2D -> Applied.to(new MaxPool2d(windows()), images());
        case MULTIPLY -> Applied.to(new Multiply(), x(), x());
        case RELU -> Applied.to(new Relu(), x());
        case SOFTMAX -> Applied.to(new Softmax(), x());
      };
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--op %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Applied product() {
    Shape s = like("512x512x512", "--shape", shape);
    return Applied.to(new MatMul(), Shape.of(s.dim(0), s.dim(1)), Shape.of(s.dim(1), s.dim(2)));
  }

  private Applied convolution(Shape x) {
    Shape f = like("3x3x64", "--filter", String.valueOf(filter));
    int step = stride == null ? 1 : stride;
    Conv2dGeometry unpadded = Conv2dGeometry.UNIT.stride(step, step);
    Conv2dGeometry geometry =
        unpadded.padding(Padding.same(x.dim(1), x.dim(2), f.dim(0), f.dim(1), step, step, 1, 1));
    Shape w = Shape.of(f.dim(0), f.dim(1), x.dim(3), f.dim(2));
    Shape dy = Conv2dDims.of(x, w, geometry).y();
    return switch (name) {
      case CONV2D_DATA_GRADIENT -> Applied.to(new Conv2dDataGradient(geometry, x), dy, w);
      case CONV2D_WEIGHT_GRADIENT -> Applied.to(new Conv2dWeightGradient(geometry, w), x, dy);
      default -> Applied.to(new Conv2d(geometry), x, w);
    };
  }

  private PoolGeometry windows() {
    Shape f = like("2x2", "--filter", String.valueOf(filter));
    int strideH = stride == null ? f.dim(0) : stride;
    int strideW = stride == null ? f.dim(1) : stride;
    return new PoolGeometry(f.dim(0), f.dim(1), strideH, strideW, Padding.NONE, false);
  }

  private Shape images() {
    return like("256x32x32x64", "--shape", shape);
  }

  /** Of any number of axes. */
  private Shape x() {
    return ModelOptions.shape("--shape", shape, "256x1000");
  }

  /** A shape of as many axes as an example. */
  private static Shape like(String example, String option, String text) {
    Shape parsed = ModelOptions.shape(option, text, example);
    int rank = example.split("x").length;
    MisuseException.require(
        parsed.rank() == rank,
        "%s: '%s' has %d numbers, not %d as %s has",
        option,
        text,
        parsed.rank(),
        rank,
        example);
    return parsed;
  }
}
