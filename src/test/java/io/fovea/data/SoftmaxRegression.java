package io.fovea.data;

/**
 * The simplest classifier there is, {@code softmax(x w + b)}, trained by stochastic gradient
 * descent one example at a time: a yardstick for how hard a data set is.
 */
final class SoftmaxRegression {
  private final int inputs;
  private final int classes;
  private final float[][] w;
  private final float[] b;
  private final float[] x;

  SoftmaxRegression(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
    this.w = new float[classes][inputs];
    this.b = new float[classes];
    this.x = new float[inputs];
  }

  /** One pass over the data in the order of an epoch. */
  void train(Dataset data, int epoch, float rate) {
    for (int i : Permutation.of(1, epoch, data.size())) {
      double[] p = probabilities(data, i);
      p[data.label(i)] -= 1;
      for (int c = 0; c < classes; c++) {
        float step = (float) (-rate * p[c]);
        for (int k = 0; k < inputs; k++) {
          w[c][k] += step * x[k];
        }
        b[c] += step;
      }
    }
  }

  double accuracy(Dataset data) {
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      double[] p = probabilities(data, i);
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = p[c] > p[best] ? c : best;
      }
      right += best == data.label(i) ? 1 : 0;
    }
    return right / (double) data.size();
  }

  /** Leaves the input in {@code x}. */
  private double[] probabilities(Dataset data, int i) {
    data.copyInput(i, x, 0);
    double[] p = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      float logit = b[c];
      for (int k = 0; k < inputs; k++) {
        logit += w[c][k] * x[k];
      }
      p[c] = StrictMath.exp(Math.min(logit, 80));
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
