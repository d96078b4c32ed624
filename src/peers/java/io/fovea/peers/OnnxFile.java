package io.fovea.peers;

import io.fovea.io.AtomicFile;
import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.nn.Relu;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the model of a sample, with its weights, for inference as an ONNX file: the layers of the
 * nets that are compared, and no others. Batches have any size.
 *
 * <p>Source: onnx.proto, from which the numbers of the fields are; operators of set 13.
 */
final class OnnxFile {
  /** The input's name. */
  static final String INPUT = "images";

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 13;
  private static final int FLOAT = 1;

  private final ChannelsFirst net;
  private final Message graph = new Message();

  /** Names of values in the file, by those of inputs and steps. */
  private final Map<String, String> values = new HashMap<>();

  private OnnxFile(ChannelsFirst net) {
    this.net = net;
  }

  static void write(Path file, Sample sample) {
    byte[] bytes = new OnnxFile(new ChannelsFirst(sample)).model().toBytes();
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private Message model() {
    Model model = net.model();
    Model.Entrance entrance = model.inputs().get(0);
    values.put(entrance.name(), INPUT);
    model.steps().forEach(this::add);
    String output = model.outputs().get(0);
    Shape image = entrance.shape();
    graph
        .with(2, "fovea")
        .with(11, value(INPUT, image.dim(2), image.dim(0), image.dim(1)))
        .with(12, value(name(output), model.shape(output).dims()));
    return new Message()
        .with(1, IR_VERSION)
        .with(2, "fovea")
        .with(7, graph)
        .with(8, new Message().with(1, "").with(2, OPERATOR_SET));
  }

  private void add(Model.Step step) {
    Layer layer = step.layer();
    List<String> inputs = new ArrayList<>(step.inputs().stream().map(this::name).toList());
    values.put(step.name(), step.name());
    if (layer instanceof Conv2d conv) {
      inputs.add(weight(step, "w"));
      if (conv.bias()) {
        inputs.add(weight(step, "b"));
      }
      node(
          "Conv",
          inputs,
          step.name(),
          ints("strides", conv.strideH(), conv.strideW()),
          ints("dilations", conv.dilationH(), conv.dilationW()),
          pads(net.padding(step, conv)),
          integer("group", conv.groups()));
    } else if (layer instanceof MaxPool2d pool) {
      node(
          "MaxPool",
          inputs,
          step.name(),
          ints("kernel_shape", pool.kh(), pool.kw()),
          ints("strides", pool.strideH(), pool.strideW()),
          pads(net.padding(step, pool)),
          integer("ceil_mode", pool.ceilMode() ? 1 : 0));
    } else if (layer instanceof BatchNorm norm) {
      for (String name : List.of("gamma", "beta", "mean", "variance")) {
        inputs.add(weight(step, name));
      }
      node("BatchNormalization", inputs, step.name(), number("epsilon", norm.epsilon()));
    } else if (layer instanceof Dense dense) {
      inputs.add(weight(step, "w"));
      if (dense.bias()) {
        inputs.add(weight(step, "b"));
      }
      node("Gemm", inputs, step.name(), integer("transB", 1));
    } else if (layer instanceof PRelu) {
      inputs.add(weight(step, "alpha"));
      node("PRelu", inputs, step.name());
    } else if (layer instanceof Relu) {
      node("Relu", inputs, step.name());
    } else if (layer instanceof Add && inputs.size() == 2) {
      node("Add", inputs, step.name());
    } else if (layer instanceof Flatten) {
      node("Flatten", inputs, step.name());
    } else if (layer instanceof GlobalAvgPool) {
      node("GlobalAveragePool", inputs, step.name() + "/image");
      node("Flatten", List.of(step.name() + "/image"), step.name());
    } else if (layer instanceof Dropout) {
      values.put(step.name(), inputs.get(0));
    } else {
      throw new IllegalArgumentException(step.title() + ": has no form in ONNX here");
    }
  }

  private String name(String value) {
    String name = values.get(value);
    if (name == null) {
      throw new IllegalStateException("onnx: '" + value + "' is used before it is computed");
    }
    return name;
  }

  private void node(String operator, List<String> inputs, String output, Message... attributes) {
    Message node = new Message();
    inputs.forEach(input -> node.with(1, input));
    node.with(2, output).with(3, output).with(4, operator);
    for (Message attribute : attributes) {
      node.with(5, attribute);
    }
    graph.with(1, node);
  }

  /** Adds a parameter or statistic to the file. */
  private String weight(Model.Step step, String name) {
    Tensor weight = net.weight(step, name);
    String path = step.scope() + "/" + name;
    Message tensor = new Message();
    for (int dim : weight.shape().dims()) {
      tensor.with(1, dim);
    }
    graph.with(
        5, tensor.with(2, FLOAT).with(8, path).with(9, Message.littleEndian(weight.floats())));
    return path;
  }

  private static Message value(String name, int... item) {
    Message shape = new Message().with(1, new Message().with(2, "n"));
    for (int dim : item) {
      shape.with(1, new Message().with(1, dim));
    }
    Message tensor = new Message().with(1, FLOAT).with(2, shape);
    return new Message().with(1, name).with(2, new Message().with(1, tensor));
  }

  private static Message pads(Padding padding) {
    return ints("pads", padding.top(), padding.left(), padding.bottom(), padding.right());
  }

  private static Message ints(String name, int... values) {
    Message attribute = new Message().with(1, name).with(20, 7);
    for (int value : values) {
      attribute.with(8, value);
    }
    return attribute;
  }

  private static Message integer(String name, int value) {
    return new Message().with(1, name).with(20, 2).with(3, value);
  }

  private static Message number(String name, double value) {
    return new Message().with(1, name).with(20, 1).with(2, (float) value);
  }
}
