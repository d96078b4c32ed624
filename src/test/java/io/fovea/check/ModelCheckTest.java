package io.fovea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Border;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.Scope;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of models passes what is right, and finds what is wrong where it is. */
class ModelCheckTest {
  private static final Model MODEL =
      Sequential.of(
          Shape.of(6, 6, 2),
          Conv2d.of(4, 3).padding(Border.SAME).withoutBias(),
          new BatchNorm(),
          new Relu(),
          MaxPool2d.of(2),
          Dropout.of(0.3),
          new Flatten(),
          Dense.of(3));

  @Test
  void aRightModelPasses() {
    ModelCheck check = ModelCheck.of(MODEL).coordinates(10);
    assertTrue(check.gradients().passes(), () -> check.gradients().toString());
    for (Model.Step step : MODEL.steps()) {
      GradientReport report = check.layer(step).gradients();
      assertTrue(report.passes(), report::toString);
      assertEquals(step.inputs().size() + MODEL.parametersOf(step).size(), report.tensors().size());
    }
    try (Device device = Devices.open("cpu")) {
      GraphReport report = check.on(device);
      assertTrue(report.passes(), report::toString);
      assertTrue(report.mostUsed() > 0, "sums are rounded");
    }
  }

  /** One number that is off by more than its bound, in one node, is found in that node alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv2d",
        "batch_norm",
        "max_pool2d_gradient",
        "dropout",
        "conv2d_weight_gradient",
        "matmul"
      })
  void aWrongNodeIsFound(String op) {
    try (Device device = Devices.open("cpu")) {
      GraphReport report = ModelCheck.of(MODEL).on(new TamperedDevice(device, op, 1e-4f));
      assertFalse(report.passes());
      assertTrue(
          report.nodes().stream().anyMatch(n -> !n.passes() && n.op().equals(op)),
          report::toString);
      GraphReport slight = ModelCheck.of(MODEL).on(new TamperedDevice(device, op, 0));
      assertTrue(slight.passes(), slight::toString);
    }
  }

  /** A layer whose op has a wrong gradient rule. */
  private record Skewed(float factor) implements Layer {
    @Override
    public String kind() {
      return "skewed";
    }

    @Override
    public Value build(Scope scope, List<Value> inputs) {
      return scope.emit(new SkewedCopy(factor), scope.only(inputs));
    }
  }

  @Test
  void aWrongRuleIsFoundInItsLayer() {
    Model model = Sequential.of(Shape.of(4), Dense.of(3), new Skewed(1.001f), Dense.of(2));
    ModelCheck check = ModelCheck.of(model);
    assertFalse(check.gradients().passes());
    assertTrue(check.layer(model.steps().get(0)).gradients().passes());
    assertFalse(check.layer(model.steps().get(1)).gradients().passes());
    assertTrue(check.layer(model.steps().get(2)).gradients().passes());
  }

  @Test
  void theReferenceIsNoSubject() {
    try (Device reference = Devices.open("reference")) {
      assertThrows(IllegalArgumentException.class, () -> GraphCheck.on(reference));
    }
  }
}
