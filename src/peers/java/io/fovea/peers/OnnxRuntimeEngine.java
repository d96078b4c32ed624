package io.fovea.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/** ONNX Runtime, with a file of {@link OnnxFile}. It only runs nets. */
final class OnnxRuntimeEngine implements Engine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRuntimeEngine(Path file, int threads) {
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      session = environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": ONNX Runtime cannot read it", e);
    }
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public void train(int batches) {
    throw new UnsupportedOperationException("ONNX Runtime does not train");
  }

  /** Images are copied to where it wants them only once; the weights are those of its file. */
  @Override
  public Supplier<float[]> predictor(Sample sample, int n) {
    Tensor converted = ChannelsFirst.images(sample.images(n));
    FloatBuffer direct =
        ByteBuffer.allocateDirect(4 * converted.length())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(converted.floats())
            .flip();
    Map<String, OnnxTensor> inputs;
    try {
      inputs =
          Map.of(
              OnnxFile.INPUT,
              OnnxTensor.createTensor(environment, direct, extents(converted.shape())));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime takes no images " + converted.shape(), e);
    }
    return () -> {
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[logits.remaining()];
        logits.get(values);
        return values;
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime cannot run the net", e);
      }
    };
  }

  private static long[] extents(Shape shape) {
    return Arrays.stream(shape.dims()).asLongStream().toArray();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot be closed", e);
    }
  }
}
