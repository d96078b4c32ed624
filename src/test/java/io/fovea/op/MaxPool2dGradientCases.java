package io.fovea.op;

import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link MaxPool2dGradient}, with indices as the forward pass may leave them. */
public final class MaxPool2dGradientCases implements OpCases {
  @Override
  public Class<MaxPool2dGradient> op() {
    return MaxPool2dGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return PoolGeometries.ALL.stream().map(MaxPool2dGradientCases::of).toList();
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(PoolGeometries.random(random)));
  }

  private static OpCase of(PoolGeometries.Line line) {
    DType dtype = MaxPool2d.indexType(line.geometry());
    OpCase all =
        OpCase.of(
                line.name(),
                new MaxPool2dGradient(line.geometry(), line.x()),
                new Argument(new TensorType(dtype, line.y()), taps(line)),
                Argument.real(line.y()))
            .spread(OpCase.Spread.SPARSE);
    return line.isBig() ? all.big() : all;
  }

  /** Any tap of each window that lies inside the input. */
  private static Fill taps(PoolGeometries.Line line) {
    return new Fill() {
      @Override
      public Tensor integers(TensorType type, Random random) {
        PoolDims d = PoolDims.of(line.x(), line.geometry());
        PoolGeometry g = line.geometry();
        Tensor tensor = Tensor.zeros(type.dtype(), type.shape());
        for (int i = 0; i < tensor.length(); i++) {
          int ow = i / d.c() % d.ow();
          int oh = i / d.c() / d.ow() % d.oh();
          int kh = inside(random, oh * g.strideH() - g.padding().top(), g.kh(), d.ih());
          int kw = inside(random, ow * g.strideW() - g.padding().left(), g.kw(), d.iw());
          int tap = kh * g.kw() + kw;
          if (type.dtype() == DType.U8) {
            tensor.bytes()[i] = (byte) tap;
          } else {
            tensor.ints()[i] = tap;
          }
        }
        return tensor;
      }

      @Override
      public Tensor reals(TensorType type, Random random) {
        return integers(type, random);
      }
    };
  }

  private static int inside(Random random, int first, int window, int extent) {
    int from = Math.max(0, -first);
    int to = Math.min(window, extent - first);
    return from + random.nextInt(to - from);
  }
}
