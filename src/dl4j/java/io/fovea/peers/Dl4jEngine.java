package io.fovea.peers;

import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Deeplearning4j on the CPU: a {@link ComputationGraph} that is given batches directly, without an
 * iterator's thread, and computes by oneDNN where it can.
 */
final class Dl4jEngine implements Engine {
  private final ComputationGraph graph;
  private final List<INDArray[]> images = new ArrayList<>();
  private final INDArray[] classes;
  private @Nullable ComputationGraph sampled;
  private int next;

  Dl4jEngine(Net net, Sample sample, int threads) {
    // DL4J leaves oneDNN aside unless it is told otherwise.
    System.getProperties().putIfAbsent("org.eclipse.deeplearning4j.helpers.disable", "false");
    Nd4j.getEnvironment().setMaxThreads(threads);
    graph = Dl4jNet.training(sample, net.optimizer());
    Tensor all = sample.images(net.batches() * net.batch());
    int length = all.length() / net.batches();
    for (int i = 0; i < net.batches(); i++) {
      float[] batch = Arrays.copyOfRange(all.floats(), i * length, (i + 1) * length);
      Tensor images = Tensor.of(all.shape().with(0, net.batch()), batch);
      this.images.add(new INDArray[] {Dl4jNet.array(images)});
    }
    float[][] oneHot = new float[net.batch()][Net.CLASSES];
    for (int i = 0; i < oneHot.length; i++) {
      oneHot[i][i % Net.CLASSES] = 1;
    }
    classes = new INDArray[] {Nd4j.createFromArray(oneHot)};
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public void train(int batches) {
    for (int i = 0; i < batches; i++) {
      graph.fit(images.get(next++ % images.size()), classes);
    }
    if (!Double.isFinite(graph.score())) {
      throw new IllegalStateException("DL4J: the loss is " + graph.score());
    }
  }

  @Override
  public Supplier<float[]> predictor(Sample sample, int n) {
    if (sampled == null) {
      sampled = Dl4jNet.inference(sample);
    }
    ComputationGraph ready = sampled;
    INDArray input = Dl4jNet.array(sample.images(n));
    return () -> {
      try (INDArray logits = ready.outputSingle(input);
          INDArray rows = logits.dup('c')) {
        return rows.data().asFloat();
      }
    };
  }

  @Override
  public void close() {
    graph.close();
    if (sampled != null) {
      sampled.close();
    }
  }
}
