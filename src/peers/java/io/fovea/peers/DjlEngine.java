package io.fovea.peers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch on the CPU, from Java by way of DJL. It is called as directly as DJL allows, without its
 * trainer, blocks and predictor, and its images lie ready in its own arrays.
 */
final class DjlEngine implements Engine {
  private final NDManager manager;
  private final DjlNet net;
  private final DjlOptimizer optimizer;
  private final List<NDArray> images = new ArrayList<>();
  private final NDArray target;
  private @Nullable DjlNet sampled;
  private int next;

  DjlEngine(Net net, Sample sample, int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    this.manager = NDManager.newBaseManager(Device.cpu());
    this.net = new DjlNet(sample, manager);
    this.optimizer = new DjlOptimizer(net.optimizer(), this.net.parameters(), manager);
    Tensor converted = ChannelsFirst.images(sample.images(net.batches() * net.batch()));
    int length = converted.length() / net.batches();
    for (int i = 0; i < net.batches(); i++) {
      float[] batch = Arrays.copyOfRange(converted.floats(), i * length, (i + 1) * length);
      images.add(DjlNet.array(manager, Tensor.of(converted.shape().with(0, net.batch()), batch)));
    }
    // The mean cross-entropy is the sum of this times the logarithms of the softmax.
    Tensor classes =
        Tensor.of(Shape.of(net.batch(), Net.CLASSES), new float[net.batch() * Net.CLASSES]);
    for (int i = 0; i < net.batch(); i++) {
      classes.floats()[i * Net.CLASSES + i % Net.CLASSES] = -1f / net.batch();
    }
    this.target = DjlNet.array(manager, classes);
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public void train(int batches) {
    for (int i = 0; i < batches; i++) {
      NDArray batch = images.get(next++ % images.size());
      try (NDManager step = manager.newSubManager()) {
        batch.attach(step);
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
          NDArray loss = net.forward(batch, true).logSoftmax(1).mul(target).sum();
          gradients.backward(loss);
          if (i == batches - 1 && !Float.isFinite(loss.getFloat())) {
            throw new IllegalStateException("DJL: the loss is " + loss.getFloat());
          }
        }
        optimizer.step();
        batch.attach(manager);
      }
    }
  }

  @Override
  public Supplier<float[]> predictor(Sample sample, int n) {
    if (sampled == null) {
      sampled = new DjlNet(sample, manager);
    }
    DjlNet ready = sampled;
    NDArray input = DjlNet.array(manager, ChannelsFirst.images(sample.images(n)));
    return () -> {
      try (NDManager call = manager.newSubManager()) {
        input.attach(call);
        float[] logits = ready.forward(input, false).toFloatArray();
        input.attach(manager);
        return logits;
      }
    };
  }

  @Override
  public void close() {
    manager.close();
  }
}
