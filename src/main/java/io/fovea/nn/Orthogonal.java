package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * A random matrix with orthonormal columns, or rows where it has fewer of them, times a gain. The
 * rows are all axes but the last. Random normal vectors are made orthogonal one by one, twice each,
 * so that rounding does not undo it.
 *
 * <p>Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in
 * deep linear neural networks", 2014.
 */
public record Orthogonal(double gain) implements Initializer {
  public Orthogonal {
    require(Double.isFinite(gain), "orthogonal: gain must be finite, got %s", gain);
  }

  /** With gain 1. */
  public Orthogonal() {
    this(1);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    int columns = shape.rank() == 0 ? 1 : shape.dim(-1);
    int rows = Math.toIntExact(shape.elements() / columns);
    boolean isTall = rows >= columns;
    double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) (gain * (isTall ? vectors[j][i] : vectors[i][j]));
      }
    }
    return values;
  }

  private static double[][] orthonormal(int count, int length, Philox.Sequence random) {
    double[][] vectors = new double[count][length];
    for (int v = 0; v < count; v++) {
      for (int i = 0; i < length; i++) {
        vectors[v][i] = random.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < v; before++) {
          add(vectors[v], -dot(vectors[v], vectors[before]), vectors[before]);
        }
      }
      double size = StrictMath.sqrt(dot(vectors[v], vectors[v]));
      for (int i = 0; i < length; i++) {
        vectors[v][i] /= size;
      }
    }
    return vectors;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] vector) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * vector[i];
    }
  }
}
