package io.fovea.peers;

import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.nn.Relu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Adam;
import io.fovea.train.Optimizer;
import io.fovea.train.Sgd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The model and weights of a sample in layers of DL4J, images {@code [n, h, w, c]}. */
final class Dl4jNet {
  /** What DL4J calls weights and statistics that Fovea calls otherwise. */
  private static final Map<String, String> NAMES =
      Map.of("w", "W", "alpha", "W", "variance", "var");

  private final Sample sample;
  private final ChannelsFirst channelsFirst;
  private final GraphBuilder graph;

  /** What DL4J calls the inputs and the results of steps. */
  private final Map<String, String> values = new HashMap<>();

  private Dl4jNet(Sample sample, IUpdater updater) {
    this.sample = sample;
    this.channelsFirst = new ChannelsFirst(sample);
    this.graph =
        new NeuralNetConfiguration.Builder()
            .updater(updater)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder();
    Model.Entrance images = sample.model().inputs().get(0);
    Shape shape = images.shape();
    values.put(images.name(), images.name());
    graph.addInputs(images.name());
    graph.setInputTypes(
        InputType.convolutional(shape.dim(0), shape.dim(1), shape.dim(2), CNN2DFormat.NHWC));
    sample.model().steps().forEach(this::add);
  }

  /** A graph that ends with the logits. */
  static ComputationGraph inference(Sample sample) {
    Dl4jNet net = new Dl4jNet(sample, new NoOp());
    return net.ending(net.logits());
  }

  /** A graph that ends with the mean cross-entropy of the softmax. */
  static ComputationGraph training(Sample sample, Optimizer optimizer) {
    Dl4jNet net = new Dl4jNet(sample, updater(optimizer));
    LossLayer loss =
        new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
    net.graph.addLayer("loss", loss, net.logits());
    return net.ending("loss");
  }

  /** The same numbers in an array of DL4J. */
  static INDArray array(Tensor values) {
    int[] dims = values.shape().dims();
    return Nd4j.createFromArray(values.floats())
        .reshape(Arrays.stream(dims).asLongStream().toArray());
  }

  /** DL4J has momentum in Nesterov's form only, which is as much work as the other. */
  private static IUpdater updater(Optimizer optimizer) {
    if (optimizer instanceof Adam adam) {
      return new org.nd4j.linalg.learning.config.Adam(
          adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon());
    }
    if (optimizer instanceof Sgd sgd) {
      return new Nesterovs(sgd.learningRate(), sgd.momentum());
    }
    throw new IllegalArgumentException("DL4J: no form of the optimiser " + optimizer + " here");
  }

  private String logits() {
    return name(sample.model().outputs().get(0));
  }

  private ComputationGraph ending(String output) {
    ComputationGraph net = new ComputationGraph(graph.setOutputs(output).build());
    net.init();
    sample.weights().forEach((path, weight) -> set(net, path, weight));
    return net;
  }

  private void add(Model.Step step) {
    String[] inputs = step.inputs().stream().map(this::name).toArray(String[]::new);
    // DL4J flattens before a dense layer by itself.
    if (step.layer() instanceof Flatten) {
      values.put(step.name(), inputs[0]);
      return;
    }
    values.put(step.name(), step.name());
    if (step.layer() instanceof Add) {
      graph.addVertex(step.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
    } else {
      graph.addLayer(step.name(), layer(step), inputs);
    }
  }

  private Layer layer(Model.Step step) {
    if (step.layer() instanceof Conv2d conv) {
      return new ConvolutionLayer.Builder(conv.kh(), conv.kw())
          .dataFormat(CNN2DFormat.NHWC)
          .stride(conv.strideH(), conv.strideW())
          .dilation(conv.dilationH(), conv.dilationW())
          .padding(ChannelsFirst.symmetric(step, channelsFirst.padding(step, conv)))
          .nOut(conv.filters())
          .hasBias(conv.bias())
          .activation(Activation.IDENTITY)
          .build();
    }
    if (step.layer() instanceof Dense dense) {
      return new DenseLayer.Builder()
          .nOut(dense.units())
          .hasBias(dense.bias())
          .activation(Activation.IDENTITY)
          .build();
    }
    if (step.layer() instanceof MaxPool2d pool) {
      return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
          .dataFormat(CNN2DFormat.NHWC)
          .kernelSize(pool.kh(), pool.kw())
          .stride(pool.strideH(), pool.strideW())
          .padding(ChannelsFirst.symmetric(step, channelsFirst.padding(step, pool)))
          .build();
    }
    if (step.layer() instanceof BatchNorm norm) {
      return new BatchNormalization.Builder()
          .dataFormat(CNN2DFormat.NHWC)
          .decay(norm.momentum())
          .eps(norm.epsilon())
          .useLogStd(false)
          .build();
    }
    if (step.layer() instanceof PRelu) {
      return new Dl4jPRelu(sample.model().shape(step.inputs().get(0)).dims());
    }
    if (step.layer() instanceof Relu) {
      return new ActivationLayer(Activation.RELU);
    }
    if (step.layer() instanceof Dropout dropout) {
      return new DropoutLayer(1 - dropout.rate());
    }
    if (step.layer() instanceof GlobalAvgPool) {
      return new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
    }
    throw new IllegalArgumentException(step.title() + ": has no form in DL4J here");
  }

  private String name(String value) {
    String name = values.get(value);
    if (name == null) {
      throw new IllegalStateException("DL4J: '" + value + "' is used before it is computed");
    }
    return name;
  }

  /** Gives a layer a parameter or statistic, by the path that it has in Fovea. */
  private static void set(ComputationGraph net, String path, Tensor weight) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    INDArray to = net.getLayer(path.substring(0, slash)).getParam(NAMES.getOrDefault(name, name));
    INDArray from = array(weight);
    // [kh, kw, ic, oc] as [oc, ic, kh, kw], whatever the format of the images.
    INDArray ordered = from.rank() == 4 ? from.permute(3, 2, 0, 1) : from;
    to.assign(ordered.reshape(to.shape()));
  }
}
