package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ops that are timed: the cases of the tests, by their names, and the layers of two networks
 * that everybody knows, of which a name says where they come from.
 */
final class BenchmarkedOps {
  private static final Conv2dGeometry SAME = Conv2dGeometry.UNIT.padding(Padding.of(1));

  private BenchmarkedOps() {}

  /**
   * The one of the given name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static OpCase named(String id) {
    return Stream.concat(
            ofNetworks().stream(), OpTable.all().stream().flatMap(table -> table.table().stream()))
        .filter(theCase -> theCase.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no case " + id));
  }

  private static List<OpCase> ofNetworks() {
    List<OpCase> cases = new ArrayList<>();
    Conv2dGeometry unit = Conv2dGeometry.UNIT;
    convolution(cases, "lenet5_1", SAME.padding(Padding.of(2)), 64, 28, 1, 5, 6);
    convolution(cases, "lenet5_2", unit, 64, 14, 6, 5, 16);
    convolution(cases, "resnet18_stem", SAME, 8, 32, 3, 3, 64);
    convolution(cases, "resnet18_1", SAME, 8, 32, 64, 3, 64);
    convolution(cases, "resnet18_2_down", SAME.stride(2, 2), 8, 32, 64, 3, 128);
    convolution(cases, "resnet18_2_shortcut", unit.stride(2, 2), 8, 32, 64, 1, 128);
    convolution(cases, "resnet18_2", SAME, 8, 16, 128, 3, 128);
    convolution(cases, "resnet18_3", SAME, 8, 8, 256, 3, 256);
    convolution(cases, "resnet18_4", SAME, 8, 4, 512, 3, 512);
    product(cases, "lenet5_dense1", 64, 400, 120);
    product(cases, "resnet18_dense", 8, 512, 10);
    product(cases, "square_256", 256, 256, 256);
    PoolGeometry halves = PoolGeometry.of(2, 2);
    cases.add(OpCase.of("lenet5_1", new MaxPool2d(halves), Argument.real(64, 28, 28, 6)));
    cases.add(OpCase.of("lenet5_1", new AvgPool2d(halves, false), Argument.real(64, 28, 28, 6)));
    cases.add(
        OpCase.of(
            "resnet18", new AvgPool2d(PoolGeometry.of(4, 4), false), Argument.real(8, 4, 4, 512)));
    cases.add(OpCase.of("resnet18_1", new Relu(), Argument.real(8, 32, 32, 64)));
    return cases;
  }

  /** Forward and both gradients, of square images and filters. */
  private static void convolution(
      List<OpCase> cases,
      String name,
      Conv2dGeometry geometry,
      int n,
      int i,
      int ic,
      int k,
      int oc) {
    Shape x = Shape.of(n, i, i, ic);
    Shape w = Shape.of(k, k, ic, oc);
    Argument dy = Argument.real(Conv2dDims.of(x, w, geometry).y());
    cases.add(OpCase.of(name, new Conv2d(geometry), Argument.real(x), Argument.real(w)));
    cases.add(OpCase.of(name, new Conv2dDataGradient(geometry, x), dy, Argument.real(w)));
    cases.add(OpCase.of(name, new Conv2dWeightGradient(geometry, w), Argument.real(x), dy));
  }

  /** As forward, and as for the gradient of w. */
  private static void product(List<OpCase> cases, String name, int m, int k, int n) {
    cases.add(OpCase.of(name, new MatMul(), Argument.real(m, k), Argument.real(k, n)));
    cases.add(
        OpCase.of(name + "_ta", new MatMul(true, false), Argument.real(m, k), Argument.real(m, n)));
  }
}
