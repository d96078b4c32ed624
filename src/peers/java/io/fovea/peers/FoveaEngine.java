package io.fovea.peers;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.tensor.Tensor;
import io.fovea.train.Fit;
import io.fovea.train.Predictor;
import io.fovea.train.Trainer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fovea on one of its devices. */
final class FoveaEngine implements Engine {
  private final Net net;
  private final Device device;
  private final Trainer trainer;
  private final Dataset data;
  private @Nullable Predictor predictor;

  FoveaEngine(Net net, String device, int threads) {
    System.setProperty("fovea.threads", String.valueOf(threads));
    this.net = net;
    Model model = net.model();
    this.device = Devices.open(device);
    this.trainer = Trainer.of(model, this.device).optimizer(net.optimizer()).build();
    int n = net.batches() * net.batch();
    this.data =
        Dataset.of(
            Sample.images(model, n),
            IntStream.range(0, n).map(i -> i % Net.CLASSES).toArray(),
            IntStream.range(0, Net.CLASSES).mapToObj(String::valueOf).toList(),
            Preprocessing.none(model.inputs().get(0).shape()));
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public void train(int batches) {
    Dataset some = batches == net.batches() ? data : data.take(batches * net.batch());
    trainer.fit(some, Fit.epochs(1).batch(net.batch()));
  }

  @Override
  public Supplier<float[]> predictor(Sample sample, int n) {
    if (predictor == null) {
      predictor = Predictor.of(sample.model(), sample.weights(), device);
    }
    Predictor ready = predictor;
    Tensor images = sample.images(n);
    return () -> ready.predict(images).floats();
  }

  @Override
  public void close() {
    if (predictor != null) {
      predictor.close();
    }
    trainer.close();
    device.close();
  }
}
