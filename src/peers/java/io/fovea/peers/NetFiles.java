package io.fovea.peers;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.io.Npy;
import io.fovea.train.Predictor;
import java.nio.file.Path;

/** The files of a net in the folder of the comparison, by which its processes know each other. */
record NetFiles(Path folder, Net net) {
  /** The net with the weights of the {@link Sample}. */
  Path onnx() {
    return folder.resolve(net + ".onnx");
  }

  /** What Fovea's CPU backend gives for the images of the sample. */
  Path logits() {
    return folder.resolve(net + ".npy");
  }

  /** What the process of an engine says beside its figures. */
  Path log(String engine) {
    return folder.resolve(net + "-" + engine.replaceAll("\\W", "-") + ".log");
  }

  /** Writes what the processes read. */
  void write() {
    Sample sample = Sample.of(net);
    OnnxFile.write(onnx(), sample);
    try (Device cpu = Devices.open("cpu");
        Predictor predictor = Predictor.of(sample.model(), sample.weights(), cpu)) {
      Npy.write(logits(), predictor.predict(sample.images(net.batch())));
    }
  }
}
