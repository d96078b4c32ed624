package io.fovea.graph;

import io.fovea.op.Accumulate;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.Assign;
import io.fovea.op.BatchNormInference;
import io.fovea.op.BiasGradient;
import io.fovea.op.Concat;
import io.fovea.op.Constant;
import io.fovea.op.GatherRows;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Normalize;
import io.fovea.op.Op;
import io.fovea.op.PRelu;
import io.fovea.op.PReluGradient;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Reshape;
import io.fovea.op.Slice;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A graph that no person would write: matrices of three rows and columns, pieces of state that are
 * read, reshaped and overwritten at any time, products whose bias and normalisation come from
 * anywhere, gradients without a loss. Passes and planners must keep what it computes all the same.
 */
public final class RandomGraph {
  private static final Shape MATRIX = Shape.of(3, 3);
  private static final Shape IMAGE = Shape.of(1, 3, 3, 1);
  private static final PoolGeometry OVERLAPPING =
      new PoolGeometry(3, 3, 1, 1, Padding.of(1), false);

  private static final Shape COLUMNS = Shape.of(1, 3, 1, 3);
  private static final PoolGeometry ALONG_COLUMNS =
      new PoolGeometry(3, 1, 1, 1, new Padding(1, 0, 1, 0), false);

  private static final Shape ROW = Shape.of(3);
  private static final int STATES = 3;

  private final Random random;

  /** Every other graph leaves weights and statistics alone, as one for inference does. */
  private final boolean keepsState;

  private final GraphBuilder builder;
  private final List<Value> matrices = new ArrayList<>();
  private final List<Value> rows = new ArrayList<>();

  private RandomGraph(long seed) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.keepsState = random.nextBoolean();
    StateLayout.Builder layout = StateLayout.builder();
    for (int i = 0; i < STATES; i++) {
      layout.addTo("matrices", "m" + i, TensorType.real(MATRIX));
      layout.add("r" + i, TensorType.real(ROW));
      layout.add("positive" + i, TensorType.real(ROW));
    }
    layout.add("sum", TensorType.real());
    layout.add("labels", TensorType.ints(3));
    layout.add("position", TensorType.ints());
    builder = new GraphBuilder(layout.build());
  }

  /** The graph of a seed: the same each time. */
  public static Graph of(long seed) {
    return new RandomGraph(seed).build();
  }

  private Graph build() {
    matrices.add(builder.input("x", TensorType.real(MATRIX)));
    for (int i = 0; i < STATES; i++) {
      matrices.add(builder.variable("m" + i));
      rows.add(builder.variable("r" + i));
    }
    int nodes = 4 + random.nextInt(20);
    for (int i = 0; i < nodes; i++) {
      builder.label("node" + i);
      addNode();
    }
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      builder.output("y" + i, any(matrices));
    }
    return builder.build();
  }

  private void addNode() {
    Value x = any(matrices);
    switch (random.nextInt(keepsState ? 8 : 13)) {
      case 0 -> matrices.add(builder.emit(new Add(), x, any(matrices)));
      case 1 -> matrices.add(builder.emit(new Relu(), x));
      case 2 -> matrices.add(reshaped(x));
      case 3, 4 -> matrices.add(product(x));
      case 5 -> matrices.add(builder.emit(perChannel(), x, any(rows)));
      case 6 -> matrices.add(normalized(x));
      case 7 -> {
        switch (random.nextInt(4)) {
          case 0 -> matrices.add(unpooled(x));
          case 1 -> matrices.add(rectified(x));
          case 2 -> matrices.add(gathered(x));
          default -> matrices.add(scored(x));
        }
      }
      case 8, 9 -> builder.emitAll(new Assign(), List.of(state("m"), x));
      case 10 -> rows.add(row(x));
      case 11 -> builder.emitAll(new Assign(), List.of(state("r"), any(rows)));
      default -> builder.emitAll(new Accumulate(), List.of(builder.variable("sum"), x));
    }
  }

  /** Through another shape and back, perhaps with a copy on the way. */
  private Value reshaped(Value x) {
    Value flat = builder.emit(new Reshape(Shape.of(9)), x);
    if (random.nextBoolean()) {
      flat = builder.emit(new Relu(), flat);
    }
    return builder.emit(new Reshape(MATRIX), flat);
  }

  /** Small weights, so that nothing grows; then what may be fused or folded, or an obstacle. */
  private Value product(Value x) {
    Value w = random.nextBoolean() ? state("m") : any(matrices);
    boolean isSummed = random.nextInt(4) == 0;
    if (isSummed && random.nextBoolean()) {
      rows.add(builder.emit(new BiasGradient(), w));
      isSummed = false;
    }
    Value y = builder.emit(new MatMul(), x, w);
    if (isSummed) {
      rows.add(builder.emit(new BiasGradient(), w));
    }
    matrices.add(y);
    if (random.nextInt(4) == 0) {
      addNode();
    }
    if (random.nextBoolean()) {
      y = builder.emit(new AddBias(), y, any(rows));
    }
    if (random.nextInt(4) == 0) {
      addNode();
    }
    if (random.nextBoolean()) {
      y = normalized(y);
    }
    if (random.nextInt(3) == 0) {
      y = builder.emit(new Add(), y, any(matrices));
    }
    return switch (random.nextInt(4)) {
      case 0 -> y;
      case 1 -> builder.emit(new PRelu(), y, any(rows));
      default -> builder.emit(new Relu(), y);
    };
  }

  private Op perChannel() {
    return random.nextBoolean() ? new AddBias() : new PRelu();
  }

  private Value normalized(Value x) {
    Value variance = builder.variable("positive" + random.nextInt(STATES));
    return builder.emit(new BatchNormInference(1e-2), x, any(rows), any(rows), any(rows), variance);
  }

  /** The gradient of a max pooling of ReLU, or nearly. */
  private Value unpooled(Value x) {
    Value y = builder.emit(new Relu(), builder.emit(new Reshape(IMAGE), x));
    List<Value> pooled = builder.emitAll(new MaxPool2d(OVERLAPPING), List.of(y));
    Value dy = builder.emit(new Reshape(IMAGE), any(matrices));
    if (random.nextInt(4) == 0) {
      addNode();
    }
    Value dx = builder.emit(new MaxPool2dGradient(OVERLAPPING, IMAGE), pooled.get(1), dy);
    if (random.nextInt(4) == 0) {
      addNode();
    }
    Value mask = random.nextInt(4) == 0 ? pooled.get(0) : y;
    Value masked = builder.emit(new ReluGradient(), mask, dx);
    if (random.nextInt(4) == 0) {
      masked = builder.emit(new Add(), masked, dx);
    }
    return builder.emit(new Reshape(MATRIX), masked);
  }

  /** A max pooling of PReLU and its gradients, or nearly. */
  private Value rectified(Value x) {
    Value image = builder.emit(new Reshape(COLUMNS), x);
    Value slopes = any(rows);
    Value y = builder.emit(new PRelu(), image, slopes);
    if (random.nextInt(4) == 0) {
      addNode();
    }
    List<Value> pooled = builder.emitAll(new MaxPool2d(ALONG_COLUMNS), List.of(y));
    matrices.add(builder.emit(new Reshape(MATRIX), pooled.get(0)));
    Value dy = builder.emit(new Reshape(COLUMNS), any(matrices));
    Value unpooled = builder.emit(new MaxPool2dGradient(ALONG_COLUMNS, COLUMNS), pooled.get(1), dy);
    if (random.nextInt(4) == 0) {
      addNode();
    }
    Value other = random.nextInt(4) == 0 ? any(rows) : slopes;
    List<Value> gradients = builder.emitAll(new PReluGradient(), List.of(image, other, unpooled));
    if (random.nextInt(4) > 0) {
      rows.add(builder.emit(new BiasGradient(), gradients.get(1)));
    }
    if (random.nextInt(4) == 0) {
      matrices.add(builder.emit(new Reshape(MATRIX), gradients.get(1)));
    }
    if (random.nextInt(4) == 0) {
      rows.add(
          builder.emit(new BiasGradient(), random.nextBoolean() ? gradients.get(0) : unpooled));
    }
    if (random.nextInt(4) == 0) {
      matrices.add(builder.emit(new Reshape(MATRIX), random.nextBoolean() ? y : unpooled));
    }
    return builder.emit(new Reshape(MATRIX), gradients.get(0));
  }

  /** The rows in another order, perhaps normalised. */
  private Value gathered(Value x) {
    Value order = builder.variable("labels");
    Value rows = builder.emit(new GatherRows(3), x, order, builder.variable("position"));
    if (random.nextInt(4) == 0) {
      matrices.add(rows);
    }
    if (random.nextInt(4) == 0) {
      addNode();
    }
    return builder.emit(new Normalize(List.of(0.5f), List.of(0.25f)), rows);
  }

  /** The gradient of a loss, or nearly. */
  private Value scored(Value x) {
    Value labels = builder.variable("labels");
    List<Value> results = builder.emitAll(new SoftmaxCrossEntropy(), List.of(x, labels));
    rows.add(results.get(0));
    if (random.nextInt(4) == 0) {
      addNode();
    }
    if (random.nextInt(4) == 0) {
      matrices.add(results.get(1));
    }
    return builder.emit(new SoftmaxCrossEntropyGradient(), results.get(1), labels, any(rows));
  }

  private Value row(Value x) {
    if (random.nextInt(4) == 0) {
      return builder.emit(new Constant(0.5, ROW));
    }
    Value slice = builder.emit(new Slice(0, random.nextInt(3), 1), x);
    Value alone = builder.emit(new Concat(1, 1), slice);
    return builder.emit(new Reshape(ROW), alone);
  }

  private Value state(String kind) {
    return builder.variable(kind + random.nextInt(STATES));
  }

  /** Rather a late one: what is stored or fused must have been made nearby. */
  private Value any(List<Value> values) {
    int among = random.nextBoolean() ? Math.min(3, values.size()) : values.size();
    return values.get(values.size() - 1 - random.nextInt(among));
  }

  /** Values for input and state. */
  public static Map<String, Tensor> values(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("x", numbers(random, MATRIX, -1));
    for (Variable variable : graph.layout().variables()) {
      if (variable.path().equals("labels")) {
        values.put("labels", Tensor.of(Shape.of(3), 2, 0, 1));
      } else if (variable.path().equals("position")) {
        values.put("position", Tensor.scalar(0));
      } else if (!variable.path().equals("matrices")) {
        double least = variable.path().startsWith("positive") ? 0.5 : -1;
        values.put(variable.path(), numbers(random, variable.type().shape(), least));
      }
    }
    return values;
  }

  private static Tensor numbers(Random random, Shape shape, double least) {
    double[] numbers = new double[(int) shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = least + (1 - least) * random.nextDouble();
    }
    return Tensor.of(shape, numbers);
  }
}
