package io.fovea.plot;

import io.fovea.model.Model;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Input and output of layers side by side, in the same colours: pooling, dropout, upsampling. */
public final class BeforeAfter {
  private static final Set<String> KINDS =
      Set.of("pool", "avgpool", "globalpool", "adaptivepool", "dropout", "upsample");

  private static final int MOST = 16;
  private static final int SEED = 1;

  private BeforeAfter() {}

  /** Names of the layers that pool, drop or upsample. */
  public static List<String> layers(Model model) {
    return model.steps().stream()
        .filter(step -> KINDS.contains(step.layer().kind()))
        .map(Model.Step::name)
        .toList();
  }

  /**
   * A pair of tiles for each of the first channels. Dropout is shown as it acts while training;
   * afterwards it does nothing.
   *
   * @param image as the model takes it: stored pixels (U8) or prepared numbers (F32)
   * @throws IllegalArgumentException if the model has no such layer, or it takes several inputs
   */
  public static Drawing of(Predictor predictor, Tensor image, String layer) {
    Model.Step step = Probe.step(predictor.model(), layer);
    if (step.inputs().size() != 1) {
      throw new IllegalArgumentException(
          "before and after: " + step.title() + " has several inputs");
    }
    Probe probe = new Probe(predictor, image);
    Tensor x = probe.value(step.inputs().get(0));
    boolean isDropout = step.layer().kind().equals("dropout");
    Tensor y = isDropout ? dropped(predictor, layer, x) : probe.value(layer);
    Planes before = Planes.of(x, MOST);
    Planes after = Planes.of(y.shape().rank() == 1 ? asPixel(x, y) : y, MOST);
    Shading shading =
        Shading.of(
            DoubleStream.concat(Arrays.stream(before.all()), Arrays.stream(after.all())).toArray());
    TileSheet sheet = new TileSheet();
    String cut =
        before.channels() > MOST
            ? ", the first %d of %d channels".formatted(MOST, before.channels())
            : "";
    String when = isDropout ? ", while training" : "";
    sheet.heading(
        "Before and after " + step.name(),
        Probe.kind(step)
            + ", "
            + Probe.dims(x.shape())
            + " \u2192 "
            + Probe.dims(y.shape())
            + cut
            + when);
    if (before.values().size() == after.values().size() && x.shape().rank() > 1) {
      List<Tile> tiles = new ArrayList<>();
      for (int i = 0; i < before.values().size(); i++) {
        List<Tensor> pair = List.of(before.image(i, shading), after.image(i, shading));
        tiles.add(new Tile(pair, List.of(Tile.Caption.of(before.names().get(i)))));
      }
      sheet.tiles(tiles, 72);
    } else {
      sheet.strip(before.mosaic(shading), "before");
      sheet.strip(after.mosaic(shading), "after");
    }
    return sheet.scale(shading).drawing("Before and after " + layer);
  }

  private static Tensor dropped(Predictor predictor, String layer, Tensor x) {
    Tensor y = predictor.whileTraining(layer, x.reshape(x.shape().batched(1)), SEED);
    return y.reshape(x.shape());
  }

  /** A number for each channel of an image as an image of one pixel. */
  private static Tensor asPixel(Tensor x, Tensor y) {
    boolean isOfChannels = x.shape().rank() == 3 && x.shape().dim(2) == y.length();
    return isOfChannels ? y.reshape(Shape.of(1, 1, y.length())) : y;
  }
}
