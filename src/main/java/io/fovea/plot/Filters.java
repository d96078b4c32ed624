package io.fovea.plot;

import io.fovea.model.Model;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.List;

/** The learned weights of layers: a tile for each filter of a convolution, or unit of a dense. */
public final class Filters {
  /** Tiles for each layer, unless told otherwise. */
  public static final int USUAL_MOST = 64;

  private static final int LARGEST_TILE = 96;

  private Filters() {}

  /** Names of the layers that have such weights, in the order of the model. */
  public static List<String> layers(Model model) {
    return model.steps().stream()
        .filter(step -> Kernels.has(model, step))
        .map(Model.Step::name)
        .toList();
  }

  /**
   * The weights of one layer, the first 64 filters at most.
   *
   * @throws IllegalArgumentException if there is no such layer, or it has no weights
   */
  public static Drawing of(Predictor predictor, String layer) {
    return of(predictor, layer, USUAL_MOST);
  }

  /**
   * The weights of one layer. A filter over several channels is a mosaic of what it looks for in
   * each; over the three of a coloured image it is in colour. The units of a dense layer behind a
   * flattened image are images.
   *
   * @param most tiles at most; the drawing says what is left out
   * @throws IllegalArgumentException if there is no such layer, or it has no weights
   */
  public static Drawing of(Predictor predictor, String layer, int most) {
    Model.Step step = Probe.step(predictor.model(), layer);
    Kernels kernels = Kernels.of(predictor, step, most);
    List<Tile> tiles = new ArrayList<>();
    for (int i = 0; i < kernels.images().size(); i++) {
      tiles.add(Tile.of(kernels.images().get(i), String.valueOf(i)));
    }
    int pixels = kernels.images().get(0).shape().dim(0);
    int side = pixels <= 7 ? 42 : pixels <= LARGEST_TILE ? Math.max(pixels, 60) : LARGEST_TILE;
    return new TileSheet()
        .heading("Weights of " + step.name(), kernels.detail())
        .tiles(tiles, side)
        .scale(kernels.shading())
        .drawing("Weights of " + layer);
  }
}
