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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient by {@link Winograd}'s way: transforms tiles of x and of dy, adds up the products
 * of their matrices, block after block of images going on with the same sums, and transforms those
 * back.
 */
final class ClConv2dWeightGradientWinograd implements ClLowering {
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
