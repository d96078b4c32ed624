package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.Penalty;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Penalties of layers: what they add to gradients, and what they leave alone. */
class PenaltyTest {
  private static final Penalty PENALTY = Penalty.of(0.01, 0.125);

  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  private static Model net(Layer conv) {
    return Sequential.of(Tasks.IMAGE, conv, new Relu(), new Flatten(), Dense.of(3));
  }

  private static Trainer trainer(Model model, Device device) {
    return Trainer.of(model, device).optimizer(Sgd.of(1)).seed(4).build();
  }

  /** In one step with a learning rate of 1. */
  @ParameterizedTest
  @MethodSource("devices")
  void theGradientOfAWeightGrows(String id) {
    try (Device device = Tasks.open(id);
        Trainer plain = trainer(net(Conv2d.of(4, 3)), device);
        Trainer penalized = trainer(net(Conv2d.of(4, 3).penalty(PENALTY)), device)) {
      assertEquals(Map.of("conv1/w", PENALTY), penalized.model().penalties());
      Map<String, Tensor> before = plain.weights();
      assertEquals(before, penalized.weights());
      Fit once = Fit.epochs(1).batch(20);
      double loss = plain.fit(Tasks.bands(20), once).last().loss();
      assertEquals(loss, penalized.fit(Tasks.bands(20), once).last().loss(), "of the data alone");
      for (String path : before.keySet()) {
        Tensor got = penalized.parameter(path);
        for (int i = 0; i < got.length(); i++) {
          double w = before.get(path).get(i);
          double slope = path.equals("conv1/w") ? 0.01 * Math.signum(w) + 0.25 * w : 0;
          assertEquals(plain.parameter(path).get(i) - slope, got.get(i), 1e-6, path);
        }
      }
    }
  }

  /** Used twice, paid for once; frozen, not at all. */
  @Test
  void sharedWeightsCostOnce() {
    try (Device device = Tasks.open("reference")) {
      for (boolean isFrozen : new boolean[] {false, true}) {
        Tensor[] after = new Tensor[2];
        Tensor before = null;
        for (int i = 0; i < 2; i++) {
          Conv2d conv = Conv2d.of(4, 3);
          Layer shared = (i == 0 ? conv : conv.penalty(PENALTY)).shared("both");
          var x = Input.of(Tasks.IMAGE);
          var sum = Add.of(new Relu().on(shared.on(x)), shared.on(x));
          Model model = Model.of(x, Dense.of(3).on(new Flatten().on(sum)));
          TrainerBuilder builder = Trainer.of(model, device).optimizer(Sgd.of(1)).seed(4);
          try (Trainer trainer = (isFrozen ? builder.freeze("both") : builder).build()) {
            before = trainer.parameter("both/w");
            trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(20));
            after[i] = trainer.parameter("both/w");
          }
        }
        for (int i = 0; i < before.length(); i++) {
          double w = before.get(i);
          double slope = isFrozen ? 0 : 0.01 * Math.signum(w) + 0.25 * w;
          assertEquals(after[0].get(i) - slope, after[1].get(i), 1e-12);
        }
      }
    }
  }

  @Test
  void anArchiveKeepsThem() {
    Path file = folder.resolve("penalized.fovea");
    Model model = net(Conv2d.of(4, 3).penalty(PENALTY).named("stem"));
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(model, device)) {
      trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(5));
      trainer.save(file);
      trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(5));
      try (Trainer resumed = Trainer.resume(file, device)) {
        assertEquals(Map.of("stem/w", PENALTY), resumed.model().penalties());
        resumed.fit(Tasks.bands(20), Fit.epochs(1).batch(5));
        assertEquals(trainer.weights(), resumed.weights());
      }
    }
  }

  @Test
  void senselessPenaltiesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Penalty.l1(-1));
    assertThrows(IllegalArgumentException.class, () -> Penalty.l2(Double.NaN));
    Layer once = Dense.of(3).penalty(PENALTY);
    assertThrows(IllegalArgumentException.class, () -> once.penalty(PENALTY));
    Layer named = Dense.of(3).named("it").penalty(PENALTY);
    assertEquals(once.named("it"), named);
    var x = Input.of(Tasks.IMAGE);
    var one = Conv2d.of(1, 3).penalty(PENALTY).shared("both").on(x);
    var other = Conv2d.of(1, 3).penalty(Penalty.l1(1)).shared("both").on(x);
    Signal sum = Add.of(one, other);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Model.of(x, sum)).getMessage();
    assertTrue(message.contains("'both'"), message);
  }

  /** What would cost nothing is a mistake; messages name the layer, not its wrapping. */
  @Test
  void penaltiesOfNoWeightsAreRefused() {
    for (Layer weightless : List.of(new Relu(), new BatchNorm(), new Flatten())) {
      String kind = weightless.kind();
      String message =
          assertThrows(IllegalArgumentException.class, () -> net(weightless.penalty(Penalty.l2(1))))
              .getMessage();
      assertTrue(message.contains("'" + kind + "1': has a penalty, but no weights"), message);
    }
    Model model = net(Conv2d.of(4, 3).penalty(PENALTY));
    assertEquals("conv2d 'conv1'", model.steps().get(0).title());
    String message =
        assertThrows(IllegalArgumentException.class, () -> net(Conv2d.of(4, 7, 7).penalty(PENALTY)))
            .getMessage();
    assertTrue(message.contains("conv2d 'conv1'"), message);
  }
}
