package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.matmul.Multiplier;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.Conv2dWeightGradient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its gradients by {@link Winograd}'s way: transforms both factors, multiplies
 * matrices, transforms back.
 */
final class ClConv2dWinograd implements ClLowering {
  @Override
  public String name() {
    return "winograd";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return new Winograd(Convolution.of(node)).refusal(target);
  }

  @Override
  public @Nullable Unsupported reluctance(Node node, ClTarget target) {
    return new Winograd(Convolution.of(node)).reluctance(target);
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    Winograd winograd = new Winograd(c);
    return List.of(winograd.filters(), winograd.tiles(c.ic()), winograd.tiles(c.oc()));
  }

  @Override
  public void lower(ClNode node) {
    if (node.node().op() instanceof Conv2dWeightGradient) {
      multiplyTiles(node);
    } else {
      convolve(node);
    }
  }

  private static void convolve(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Winograd winograd = new Winograd(c);
    Operands operands = Operands.of(node, c.epilogue());
    ClMemory filters = node.workspace(0);
    ClMemory tiles = node.workspace(1);
    ClMemory sums = node.workspace(2);
    winograd.filter(node, operands.w(), filters);
    int pixelsIn = c.ih() * c.iw() * c.ic();
    int pixelsOut = c.oh() * c.ow() * c.oc();
    for (int first = 0; first < c.n(); first += winograd.images()) {
      int images = Math.min(winograd.images(), c.n() - first);
      ClMemory x = operands.a().part("x", first * pixelsIn, images * pixelsIn);
      ClMemory y = node.output(0).part("y", first * pixelsOut, images * pixelsOut);
      winograd.input(node, images, x, tiles);
      Operands factors = Operands.of(tiles, filters);
      Multiplier.launchWhole(node, winograd.product(images), factors, sums, false);
      Operands own = operands.ofPart(first * pixelsOut, images * pixelsOut);
      winograd.output(node, images, own, sums, y);
    }
  }

  /** The weight gradient: block after block of images goes on with the same sums. */
  private static void multiplyTiles(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Winograd winograd = new Winograd(c);
    ClMemory sums = node.workspace(0);
    ClMemory tiles = node.workspace(1);
    ClMemory gradients = node.workspace(2);
    int pixelsIn = c.ih() * c.iw() * c.ic();
    int pixelsOut = c.oh() * c.ow() * c.oc();
    for (int first = 0; first < c.n(); first += winograd.images()) {
      int images = Math.min(winograd.images(), c.n() - first);
      winograd.input(
          node, images, node.input(0).part("x", first * pixelsIn, images * pixelsIn), tiles);
      winograd.outputGradient(
          node, images, node.input(1).part("dy", first * pixelsOut, images * pixelsOut), gradients);
      Operands factors = Operands.of(tiles, gradients);
      Multiplier.launchWhole(node, winograd.gradientProduct(images), factors, sums, first > 0);
    }
    winograd.filterGradient(node, sums, node.output(0));
  }
}
