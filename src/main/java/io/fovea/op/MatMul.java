package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * Matrix product {@code y[m,n] = sum over k of a[m,k] * b[k,n]}, each factor stored transposed
 * where its flag says so; then the epilogue. Inputs {@code a [m, k]} (or {@code [k, m]}), {@code w
 * [k, n]} (or {@code [n, k]}), and what the epilogue needs. A dense layer is the product of its
 * rows with {@code w [in, out]}.
 *
 * @param columnSums whether there is a second output, {@code sums [n]}, the sum of {@code w [k, n]}
 *     over k: where the product is the gradient of a dense layer by its weights, w is dy, and these
 *     are the gradient by its bias. Neither a transposed w nor an epilogue goes with it
 */
public record MatMul(boolean transposeA, boolean transposeW, Epilogue epilogue, boolean columnSums)
    implements Op {
  public MatMul {
    if (columnSums && (transposeW || !epilogue.equals(Epilogue.NONE))) {
      throw new IllegalArgumentException(
          "matmul: columnSums needs a w that is not transposed, and no epilogue");
    }
  }

  /** A product and its epilogue. */
  public MatMul(boolean transposeA, boolean transposeW, Epilogue epilogue) {
    this(transposeA, transposeW, epilogue, false);
  }

  /** The plain product of two matrices stored as they are. */
  public MatMul() {
    this(false, false, Epilogue.NONE);
  }

  /** The plain product. */
  public MatMul(boolean transposeA, boolean transposeW) {
    this(transposeA, transposeW, Epilogue.NONE);
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public List<String> inputNames() {
    return epilogue.inputNames("a", "w");
  }

  /** The extents of a product. */
  public record Dims(int m, int n, int k) {}

  /** The extents for the given arguments. */
  public Dims dims(List<TensorType> inputs) {
    TensorType a = inputs.get(0);
    TensorType w = inputs.get(1);
    Rules.rank("a", a, 2, transposeA ? "[k, m]" : "[m, k]");
    Rules.rank("w", w, 2, transposeW ? "[n, k]" : "[k, n]");
    int k = a.shape().dim(transposeA ? 0 : 1);
    int wk = w.shape().dim(transposeW ? 1 : 0);
    require(
        k == wk,
        "a has %d columns, w expects %d (a %s%s, w %s%s)",
        k,
        wk,
        a.shape(),
        transposeA ? " transposed" : "",
        w.shape(),
        transposeW ? " transposed" : "");
    return new Dims(a.shape().dim(transposeA ? 1 : 0), w.shape().dim(transposeW ? 0 : 1), k);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    Rules.real("a", inputs.get(0));
    Rules.real("w", inputs.get(1));
    Dims dims = dims(inputs);
    TensorType y = TensorType.real(dims.m(), dims.n());
    epilogue.check(inputs, y);
    return columnSums ? List.of(y, TensorType.real(dims.n())) : List.of(y);
  }

  @Override
  public void gradient(GradientContext context) {
    Value dy = epilogue.gradient(context, other -> new MatMul(transposeA, transposeW, other));
    Value a = context.input(0);
    Value w = context.input(1);
    if (context.wants(0)) {
      context.set(
          0,
          transposeA
              ? context.emit(new MatMul(transposeW, true), w, dy)
              : context.emit(new MatMul(false, !transposeW), dy, w));
    }
    if (context.wants(1)) {
      context.set(
          1,
          transposeW
              ? context.emit(new MatMul(true, transposeA), dy, a)
              : context.emit(new MatMul(!transposeA, false), a, dy));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    Dims dims = dims(inputs);
    return Cost.of(2L * dims.m() * dims.n() * dims.k(), inputs, outputs);
  }
}
