package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.io.JsonModel;
import io.fovea.io.ModelArchive;
import io.fovea.model.Model;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Concat;
import io.fovea.nn.Dense;
import io.fovea.nn.Input;
import io.fovea.nn.Tanh;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gradients of saved networks of any form, with the weights that they have. */
class GradcheckCommandTest {
  @TempDir private Path folder;

  /** Two inputs, two outputs, a shared layer, and weights that say whether they are used. */
  private ModelArchive archive(double size) {
    var left = Input.of("left", Shape.of(4));
    var right = Input.of("right", Shape.of(4));
    var tower = Dense.of(5).shared("tower");
    var sum = Add.of(tower.on(left), tower.on(right));
    var both = new BatchNorm().on(Concat.of(new Tanh().on(sum), left));
    Model model = Model.of(List.of(left, right), List.of(Dense.of(3).on(both), sum));
    Map<String, Tensor> weights = new HashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    model.statistics().forEach(s -> weights.put(s.path(), s.initial()));
    Tensor dense = Tensor.zeros(DType.F32, Shape.of(9, 3));
    dense.floats()[5] = (float) size;
    weights.put("dense1/w", dense);
    return new ModelArchive(model, null, List.of(), weights, null);
  }

  @Test
  void savedWeightsAreUsed() {
    Path file = folder.resolve("net.fovea");
    Path json = folder.resolve("net.json");
    archive(1).write(file, Map.of());
    JsonModel.write(json, archive(1));
    for (Path saved : List.of(file, json)) {
      Outcome outcome = Outcome.of("gradcheck", saved.toString(), "--json", "--device", "cpu");
      assertEquals(0, outcome.status(), outcome.err());
      Map<String, Json> report = outcome.json();
      assertEquals(new Json.Bool(true), report.get("passed"));
      assertEquals(6, ((Json.Items) report.get("layers")).items().size());
      assertTrue(((Json.Int) report.get("checked")).value() > 200, outcome.out());
      assertTrue(((Json.Int) report.get("nodes")).value() > 10, outcome.out());
      assertTrue(((Json.Real) report.get("mostUsed")).value() <= 1, outcome.out());
      assertTrue(outcome.err().contains("6 layers and the whole network, "), outcome.err());
    }
    archive(0).write(file, Map.of());
    Outcome dead = Outcome.of("gradcheck", file.toString());
    assertEquals(1, dead.status(), "with weights of zero no gradient flows, which proves nothing");
    assertTrue(dead.out().contains("all zero, which proves nothing"), dead.out());
    assertTrue(dead.out().contains("FAILED"), dead.out());
  }

  @Test
  void mistakesAreNamed() {
    Outcome device = Outcome.of("gradcheck", "linear", "--coordinates", "1", "--device", "xpu");
    assertEquals(2, device.status(), device.err());
    assertTrue(device.err().contains("no device 'xpu'"), device.err());
    Outcome reference = Outcome.of("gradcheck", "linear", "--device", "reference");
    assertEquals(1, reference.status(), reference.err());
    assertTrue(reference.err().contains("what others are held to"), reference.err());
  }
}
