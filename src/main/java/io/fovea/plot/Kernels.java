package io.fovea.plot;

import io.fovea.model.Model;
import io.fovea.nn.ConvTranspose2d;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The learned weights of a layer as images, one for each filter or unit. A filter over several
 * channels is a mosaic of what it looks for in each; over red, green and blue it is in colour.
 *
 * @param images of the first filters
 * @param filters how many there are
 * @param detail shapes, and what is left out
 */
record Kernels(List<Tensor> images, int filters, Shading shading, String detail) {
  /** Channels of a filter that are shown at most. */
  private static final int MOST_SLICES = 64;

  /** Whether a layer has weights that can be shown. */
  static boolean has(Model model, Model.Step step) {
    return model.parametersOf(step).contains(step.scope() + "/w");
  }

  /**
   * The weights of a layer.
   *
   * @param most filters at most
   * @throws IllegalArgumentException if the layer has none
   */
  static Kernels of(Predictor predictor, Model.Step step, int most) {
    Model model = predictor.model();
    if (!has(model, step)) {
      throw new IllegalArgumentException(
          "filters: " + step.title() + " has no weights " + step.scope() + "/w");
    }
    Tensor w = predictor.parameter(step.scope() + "/w");
    Shape shape = w.shape();
    boolean isTransposed = step.plainLayer() instanceof ConvTranspose2d;
    int filters = shape.dim(isTransposed ? -2 : -1);
    Shape seen = seen(model, step, w, isTransposed);
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(most, filters); i++) {
      parts.add(part(w, i, isTransposed, seen));
    }
    Shading shading =
        Shading.of(parts.stream().flatMapToDouble(p -> Arrays.stream(p.doubles())).toArray());
    boolean isColour = seen.rank() == 3 && seen.dim(2) == 3 && isInput(model, step);
    shading = new Shading(isColour ? Ramp.GREY : Ramp.SIGNED, -shading.high(), shading.high());
    List<Tensor> images = new ArrayList<>();
    for (Tensor part : parts) {
      Planes planes = seen.rank() == 1 ? Planes.square(part) : Planes.of(part, MOST_SLICES);
      images.add(isColour ? colours(part, shading) : planes.mosaic(shading));
    }
    return new Kernels(images, filters, shading, detail(shape, filters, most, seen, isColour));
  }

  private static String detail(Shape w, int filters, int most, Shape seen, boolean isColour) {
    StringBuilder text = new StringBuilder("w " + Probe.dims(w));
    if (filters > most) {
      text.append(", the first ").append(most).append(" of ").append(filters);
    }
    int slices = seen.rank() < 3 ? 1 : seen.rank() == 3 ? seen.dim(2) : seen.dim(0) * seen.dim(3);
    if (isColour) {
      text.append(", red, green and blue");
    }
    if (seen.rank() == 1) {
      text.append(", a square of ").append(seen.elements()).append(" weights for each unit");
    }
    if (slices > 1 && !isColour) {
      text.append(", each a mosaic of ");
      text.append(slices > MOST_SLICES ? "the first " + MOST_SLICES + " of " : "");
      text.append(slices).append(" input channels");
    }
    return text.toString();
  }

  /** What the weights of one filter are arranged as: {@code [.., h, w, c]}, or a vector. */
  private static Shape seen(Model model, Model.Step step, Tensor w, boolean isTransposed) {
    Shape shape = w.shape();
    if (shape.rank() == 5) {
      return Shape.of(shape.dim(2), shape.dim(0), shape.dim(1), shape.dim(3));
    }
    if (shape.rank() == 4) {
      return Shape.of(shape.dim(0), shape.dim(1), shape.dim(isTransposed ? 3 : 2));
    }
    Shape image = model.shape(origin(model, step.inputs().get(0)));
    return image.rank() == 3 ? image : Shape.of(w.length() / shape.dim(-1));
  }

  /** The image that a vector was flattened from, or the vector's own name. */
  private static String origin(Model model, String name) {
    String at = name;
    while (model.shape(at).rank() == 1) {
      String here = at;
      Model.Step step =
          model.steps().stream().filter(s -> s.name().equals(here)).findFirst().orElse(null);
      if (step == null
          || step.inputs().size() != 1
          || has(model, step)
          || model.shape(step.inputs().get(0)).elements() != model.shape(here).elements()) {
        return name;
      }
      at = step.inputs().get(0);
    }
    return at;
  }

  private static boolean isInput(Model model, Model.Step step) {
    String origin = origin(model, step.inputs().get(0));
    return model.inputs().stream().anyMatch(input -> input.name().equals(origin));
  }

  /** The weights of filter i. */
  private static Tensor part(Tensor w, int i, boolean isTransposed, Shape seen) {
    Shape shape = w.shape();
    Tensor part = Tensor.zeros(DType.F64, seen);
    int last = shape.dim(-1);
    for (int k = 0; k < part.length(); k++) {
      int from;
      if (isTransposed) {
        from = (k / last * shape.dim(-2) + i) * last + k % last;
      } else if (shape.rank() == 5) {
        int c = k % shape.dim(3);
        int pixel = k / shape.dim(3) % (shape.dim(0) * shape.dim(1));
        int depth = k / shape.dim(3) / (shape.dim(0) * shape.dim(1));
        from = ((pixel * shape.dim(2) + depth) * shape.dim(3) + c) * last + i;
      } else {
        from = k * last + i;
      }
      part.doubles()[k] = w.get(from);
    }
    return part;
  }

  /** Red, green and blue as such: grey is zero. */
  private static Tensor colours(Tensor part, Shading shading) {
    Tensor image = Tensor.zeros(DType.U8, part.shape());
    for (int i = 0; i < image.length(); i++) {
      image.bytes()[i] = (byte) shading.colour(part.get(i));
    }
    return image;
  }
}
