package org.example.leaky;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelSource;
import io.fovea.backend.opencl.Macros;

/** Both ops by kernels of this jar. */
public final class ClLeakyRelu implements ClLowerings {
  private static final KernelSource SOURCE = KernelSource.of(ClLeakyRelu.class, "leaky_relu.cl");

  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings.on(LeakyRelu.class, new Forward()).on(LeakyReluGradient.class, new Backward());
  }

  private static final class Forward implements ClLowering {
    @Override
    public String name() {
      return "elementwise";
    }

    @Override
    public void lower(ClNode node) {
      int count = node.output(0).length();
      node.kernel(SOURCE, "leaky_relu", Macros.none())
          .ints(count)
          .floats(((LeakyRelu) node.node().op()).slope())
          .read(node.input(0))
          .write(node.output(0))
          .global(count)
          .bind();
    }
  }

  private static final class Backward implements ClLowering {
    @Override
    public String name() {
      return "elementwise";
    }

    @Override
    public void lower(ClNode node) {
      int count = node.output(0).length();
      node.kernel(SOURCE, "leaky_relu_gradient", Macros.none())
          .ints(count)
          .floats(((LeakyReluGradient) node.node().op()).slope())
          .read(node.input(0), node.input(1))
          .write(node.output(0))
          .global(count)
          .bind();
    }
  }
}
