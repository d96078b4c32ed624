package io.fovea.peers;

import java.util.Collection;
import java.util.Objects;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * DL4J's PReLU of one slope per channel, with a gradient in arrays: its own refuses a slope that
 * more than 64 values of a batch have in common.
 */
final class Dl4jPRelu extends PReLULayer {
  /**
   * A layer whose slopes are not set yet.
   *
   * @param x dimensions of an example, the channel last
   */
  Dl4jPRelu(int... x) {
    setInputShape(LongStream.range(0, x.length).map(axis -> x[(int) axis]).toArray());
    setSharedAxes(x.length == 1 ? null : LongStream.range(1, x.length).toArray());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean isNew,
      DataType type) {
    Trained layer = new Trained(configuration, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(configuration, parameters, isNew));
    layer.setConf(configuration);
    return layer;
  }

  private static final class Trained extends PReLU {
    private static final String SLOPES = PReLUParamInitializer.WEIGHT_KEY;

    Trained(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
      INDArray alpha = getParam(SLOPES).reshape(1, -1);
      INDArray x = input.reshape(-1, alpha.columns());
      INDArray upstream = dy.dup('c').reshape(x.shape());
      INDArray dalpha = Objects.requireNonNull(gradientViews.get(SLOPES));
      dalpha.assign(Transforms.min(x, 0, true).muli(upstream).sum(0).reshape(dalpha.shape()));
      INDArray slope = Transforms.step(x, true).muliRowVector(alpha.rsub(1)).addiRowVector(alpha);
      INDArray dx = upstream.muli(slope).reshape(input.shape());
      Gradient gradient = new DefaultGradient();
      gradient.setGradientFor(SLOPES, dalpha, 'c');
      return new Pair<>(gradient, workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, dx));
    }
  }
}
