package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Relu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.StepProfile.NodeTime;
import io.fovea.train.StepProfile.Phase;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looking at a step: what it consists of and where its time goes, without a trace afterwards. */
class StepProfileTest {
  private static final int BATCH = 8;

  static List<String> devices() {
    return Tasks.devices();
  }

  private static Model net() {
    return Sequential.of(
        Tasks.IMAGE,
        Conv2d.of(4, 3).withoutBias(),
        new BatchNorm(),
        new Relu(),
        new Flatten(),
        Dense.of(3));
  }

  private static Dataset data(int n) {
    byte[] pixels = new byte[n * 36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return Dataset.of(
        Tensor.of(Tasks.IMAGE.batched(n), pixels),
        Tasks.labels(n),
        List.of("a", "b", "c"),
        Preprocessing.unit(Tasks.IMAGE));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void leavesTheTrainingAsItWas(String id) {
    Dataset data = data(20);
    Fit fit = Fit.epochs(1).batch(BATCH);
    try (Device device = Tasks.open(id);
        Trainer plain = Trainer.of(net(), device).seed(3).build();
        Trainer profiled = Trainer.of(net(), device).seed(3).build()) {
      profiled.profile(data, BATCH, 2);
      plain.fit(data, fit);
      profiled.fit(data, fit);
      StepProfile profile = profiled.profile(data, BATCH, 3);
      plain.fit(data, fit);
      History history = profiled.fit(data, fit);
      assertEquals(plain.history().last().loss(), history.last().loss());
      plain
          .weights()
          .forEach(
              (path, value) ->
                  assertArrayEquals(value.doubles(), profiled.parameter(path).doubles(), 0, path));
      check(profile);
    }
  }

  private static void check(StepProfile profile) {
    assertEquals(
        profile.plan().launches().size(),
        profile.nodes().stream().mapToInt(NodeTime::launches).sum());
    assertTrue(profile.stepSeconds() > 0 && profile.handInSeconds() > 0, profile.toString());
    assertTrue(profile.nodeSeconds() > 0, profile.toString());
    Map<String, Set<Phase>> phases = new HashMap<>();
    for (NodeTime node : profile.nodes()) {
      phases.computeIfAbsent(node.op(), op -> EnumSet.noneOf(Phase.class)).add(node.phase());
      assertTrue(node.bytes() > 0, node.toString());
    }
    assertEquals(EnumSet.of(Phase.FORWARD), phases.get("conv2d"));
    assertEquals(EnumSet.of(Phase.FORWARD), phases.get("batch_norm"));
    assertEquals(EnumSet.of(Phase.FORWARD), phases.get("softmax_cross_entropy"));
    assertEquals(EnumSet.of(Phase.BACKWARD), phases.get("conv2d_weight_gradient"));
    assertEquals(EnumSet.of(Phase.BACKWARD), phases.get("batch_norm_gradient"));
    assertEquals(EnumSet.of(Phase.FORWARD, Phase.BACKWARD), phases.get("matmul"));
    assertEquals(EnumSet.of(Phase.UPDATE), phases.get("moving_average"));
    assertEquals(EnumSet.of(Phase.UPDATE), phases.get("check_finite"));
    assertEquals(EnumSet.of(Phase.UPDATE), phases.get("count"));
  }

  /** A convolution of 4 filters 3 x 3 on 6 x 6 pixels, and a product with 64 numbers to 3. */
  @Test
  void countsTheUsefulWork() {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(net(), device).build()) {
      StepPlan plan = trainer.plan(data(BATCH), BATCH);
      long convolution = 2L * BATCH * 4 * 4 * 4 * 9;
      long product = 2L * BATCH * 64 * 3;
      assertEquals(convolution + product, plan.forwardProductFlops());
      // The image needs no gradient.
      assertEquals(2 * convolution + 3 * product, plan.productFlops());
      long parameters = 4 * 9 + 4 + 4 + 64 * 3 + 3;
      assertTrue(plan.stateBytes() >= 4 * 4 * parameters, plan.toString());
      assertTrue(plan.stateBytes() < 64 * 1024, plan.toString());
    }
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(net(), device).build()) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> trainer.profile(data(4), BATCH, 2));
      assertTrue(e.getMessage().contains("larger than the 4 examples"), e.getMessage());
      assertEquals(Shape.of(3, 3, 1, 4), trainer.parameter("conv1/w").shape());
    }
  }
}
