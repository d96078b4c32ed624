package io.fovea.plot;

import io.fovea.model.Model;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What layers make of one image: a tile for each channel of each. */
public final class FeatureMaps {
  /** Channels of each layer where all layers are shown. */
  private static final int MOST_OF_EACH = 20;

  /** Numbers of a vector where all layers are shown. */
  private static final int MOST_NUMBERS = 512;

  private static final double SIDE = 56;

  private FeatureMaps() {}

  /**
   * The image on its way through every layer, the first channels of each.
   *
   * @param image as the model takes it: stored pixels (U8) or prepared numbers (F32)
   * @throws IllegalArgumentException if the model cannot take it
   */
  public static Drawing of(Predictor predictor, Tensor image) {
    Model model = predictor.model();
    Probe probe = new Probe(predictor, image);
    Map<String, Tensor> values = predictor.values(probe.batch());
    TileSheet sheet = new TileSheet();
    sheet.heading("Feature maps", probe.verdict());
    sheet.tiles(List.of(Tile.of(probe.picture(), "input")), 84);
    for (Model.Step step : model.steps()) {
      add(sheet, step, Probe.item(values, step.name()), MOST_OF_EACH);
    }
    return sheet.drawing("Feature maps of every layer");
  }

  /** The same, of one layer: all of its channels up to 512. */
  public static Drawing of(Predictor predictor, Tensor image, String layer) {
    Model.Step step = Probe.step(predictor.model(), layer);
    TileSheet sheet = new TileSheet();
    add(sheet, step, new Probe(predictor, image).value(layer), 512);
    return sheet.drawing("Feature maps of " + layer);
  }

  private static void add(TileSheet sheet, Model.Step step, Tensor value, int most) {
    boolean isVector = value.shape().rank() == 1;
    boolean isCut = isVector && value.length() > MOST_NUMBERS;
    Planes planes = Planes.of(isCut ? beginning(value) : value, most);
    Shading shading = Shading.of(planes.all());
    List<Tile> tiles = new ArrayList<>();
    for (int i = 0; i < planes.values().size(); i++) {
      tiles.add(Tile.of(planes.image(i, shading), planes.names().get(i)));
    }
    String cut =
        isCut
            ? ", the first " + MOST_NUMBERS
            : planes.channels() > tiles.size()
                ? ", the first %d of %d channels".formatted(tiles.size(), planes.channels())
                : "";
    sheet.heading(step.name(), Probe.kind(step) + ", " + Probe.dims(value.shape()) + cut);
    if (value.shape().rank() < 3) {
      sheet.strip(tiles.get(0).images().get(0), "");
    } else {
      sheet.tiles(tiles, SIDE);
    }
    sheet.scale(shading);
  }

  private static Tensor beginning(Tensor vector) {
    return Tensor.of(Shape.of(MOST_NUMBERS), Arrays.copyOf(vector.doubles(), MOST_NUMBERS));
  }

  /** Each filter of a convolution beside what it makes of the image. */
  public static Drawing besideFilters(Predictor predictor, Tensor image, String layer) {
    Model.Step step = Probe.step(predictor.model(), layer);
    Kernels kernels = Kernels.of(predictor, step, 64);
    Tensor value = new Probe(predictor, image).value(layer);
    if (value.shape().rank() < 3 || value.shape().dim(-1) != kernels.filters()) {
      throw new IllegalArgumentException(
          "filters beside maps: %s makes %s of an image, which are no maps of its %d filters"
              .formatted(step.title(), value.shape(), kernels.filters()));
    }
    Planes planes = Planes.of(value, kernels.images().size());
    Shading shading = Shading.of(planes.all());
    List<Tile> tiles = new ArrayList<>();
    for (int i = 0; i < planes.values().size(); i++) {
      List<Tensor> pair = List.of(kernels.images().get(i), planes.image(i, shading));
      tiles.add(new Tile(pair, List.of(Tile.Caption.of(String.valueOf(i)))));
    }
    return new TileSheet()
        .heading("Filters and maps of " + step.name(), kernels.detail())
        .tiles(tiles, SIDE)
        .scale(kernels.shading(), "weights")
        .scale(shading, "maps")
        .drawing("Filters and maps of " + layer);
  }

  /** Layers whose results are maps of their filters. */
  public static List<String> convolutions(Model model) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (Model.Step step : model.steps()) {
      if (Kernels.has(model, step) && model.shape(step.name()).rank() == 3) {
        names.put(step.name(), true);
      }
    }
    return List.copyOf(names.keySet());
  }
}
