package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.op.Add;
import io.fovea.op.AffineField;
import io.fovea.op.Axis;
import io.fovea.op.Cutout2d;
import io.fovea.op.RandomUniform;
import io.fovea.op.Resample2d;
import io.fovea.op.ShapeException;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The augmentations of a training step, as nodes between the data and the model.
 *
 * @param all at most one of each kind
 */
record Augmentations(List<Augmentation> all) {
  Augmentations {
    all = List.copyOf(all);
    Set<Class<?>> kinds = new HashSet<>();
    for (Augmentation one : all) {
      if (!kinds.add(one.getClass())) {
        throw new IllegalArgumentException(
            "augment: %s is given twice".formatted(one.getClass().getSimpleName()));
      }
    }
    if (kinds.contains(Augmentation.Shift.class) && kinds.contains(Augmentation.Crop.class)) {
      throw new IllegalArgumentException("augment: shift and crop are the same; give one of them");
    }
    boolean isColour = kinds.equals(Set.of(Augmentation.Surround.class));
    if (isColour) {
      throw new IllegalArgumentException("augment: nothing comes in from outside by itself");
    }
  }

  static final Augmentations NONE = new Augmentations(List.of());

  /**
   * Checks that they fit the inputs of a model.
   *
   * @throws IllegalArgumentException if no input is images, or those are too small
   */
  void check(Model model) {
    if (all.isEmpty()) {
      return;
    }
    boolean hasImages = false;
    for (Model.Entrance input : model.inputs()) {
      Shape shape = input.shape();
      if (shape.rank() == 3) {
        hasImages = true;
        try {
          affine(shape.dim(0), shape.dim(1));
          Warp2d.perChannel(fill(List.of(0f), shape.dim(2)), shape.dim(2));
        } catch (ShapeException e) {
          throw new IllegalArgumentException(
              "augment: input '%s': %s".formatted(input.name(), e.getMessage()), e);
        }
      }
    }
    if (!hasImages) {
      throw new IllegalArgumentException(
          "augment: no input of the model is images [h, w, c]; there are " + model.inputs());
    }
  }

  /**
   * Changes a batch of images; anything else stays as it is.
   *
   * @param input name of the input that the batch is for
   * @param zero what a stored zero becomes, per channel or for all
   */
  Value apply(GraphBuilder graph, String input, Value images, List<Float> zero) {
    if (all.isEmpty() || images.shape().rank() != 4) {
      return images;
    }
    String outer = graph.label("augment");
    Draw draw = new Draw(graph, "augment/" + input + "/", images.shape().dim(0));
    List<Float> fill = fill(zero, images.shape().dim(3));
    Value changed = cut(draw, warp(draw, images, fill), fill);
    graph.label(outer);
    return changed;
  }

  /** When images are seen: what their changes depend on. */
  record Moment(long seed, int step, int position) {}

  /** Images of an input called {@code input} as a training step would see them. */
  Tensor preview(Device device, Moment moment, Tensor images, List<Float> zero) {
    StateLayout layout =
        StateLayout.builder()
            .add(ModelState.SEED, TensorType.ints(2))
            .add(ModelState.STEP, TensorType.ints())
            .add(TrainerLayout.POSITION, TensorType.ints())
            .build();
    GraphBuilder graph = new GraphBuilder(layout);
    Value x = graph.input("x", TensorType.real(images.shape()));
    graph.output("y", apply(graph, "input", x, zero));
    try (State state = device.allocate(layout);
        Program program = device.compile(graph.build(), state, CompileOptions.standard())) {
      Tensor seed = Tensor.of(Shape.of(2), (int) moment.seed(), (int) (moment.seed() >>> 32));
      state.write(ModelState.SEED, seed);
      state.write(ModelState.STEP, Tensor.scalar(moment.step()));
      state.write(TrainerLayout.POSITION, Tensor.scalar(moment.position()));
      program.write("x", images);
      program.run();
      return program.read("y");
    }
  }

  private Value warp(Draw draw, Value images, List<Float> fill) {
    boolean stays =
        all.stream()
            .allMatch(
                one -> one instanceof Augmentation.Cutout || one instanceof Augmentation.Surround);
    if (stays) {
      return images;
    }
    int h = images.shape().dim(1);
    int w = images.shape().dim(2);
    Value u = draw.uniform("affine", Shape.of(AffineField.DRAWS), 0, 1);
    Value field = draw.graph().emit(affine(h, w), u);
    Augmentation.Elastic elastic = find(Augmentation.Elastic.class);
    if (elastic != null) {
      Axis rows = Axis.spline(h, elastic.spacing());
      Axis columns = Axis.spline(w, elastic.spacing());
      Shape points = Shape.of(rows.inputs(), columns.inputs(), 2);
      Value shifts = draw.uniform("elastic", points, -elastic.strength(), elastic.strength());
      // One axis after the other: four points for each pixel twice, and not sixteen.
      Value lines = draw.graph().emit(new Resample2d(rows, Axis.same(columns.inputs())), shifts);
      Value bend = draw.graph().emit(new Resample2d(Axis.same(h), columns), lines);
      field = draw.graph().emit(new Add(), field, bend);
    }
    Augmentation.Surround around = find(Augmentation.Surround.class);
    Warp2d.Outside outside = around == null ? Warp2d.Outside.FILL : around.outside();
    return draw.graph().emit(new Warp2d(outside, fill), images, field);
  }

  private Value cut(Draw draw, Value images, List<Float> fill) {
    Augmentation.Cutout box = find(Augmentation.Cutout.class);
    if (box == null) {
      return images;
    }
    Value u = draw.uniform("cutout", Shape.of(2), 0, 1);
    return draw.graph().emit(new Cutout2d(box.h(), box.w(), fill), images, u);
  }

  private AffineField affine(int h, int w) {
    Augmentation.Shift shift = find(Augmentation.Shift.class);
    Augmentation.Crop crop = find(Augmentation.Crop.class);
    Augmentation.Rotate rotate = find(Augmentation.Rotate.class);
    Augmentation.Scale scale = find(Augmentation.Scale.class);
    Augmentation.Flip flip = find(Augmentation.Flip.class);
    int padding = crop == null ? 0 : crop.padding();
    return new AffineField(
        h,
        w,
        shift == null ? padding : shift.h(),
        shift == null ? padding : shift.w(),
        rotate == null ? 0 : rotate.degrees(),
        scale == null ? 0 : scale.by(),
        flip != null && flip.horizontal(),
        flip != null && flip.vertical());
  }

  private List<Float> fill(List<Float> zero, int channels) {
    Augmentation.Surround around = find(Augmentation.Surround.class);
    if (around == null || around.outside() != Warp2d.Outside.FILL) {
      return zero;
    }
    ShapeException.require(
        around.fill().size() == 1 || around.fill().size() == channels,
        "fill has %d numbers, the images have %d channels",
        around.fill().size(),
        channels);
    return around.fill().stream().map(Double::floatValue).toList();
  }

  private <A extends Augmentation> @Nullable A find(Class<A> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  /** Where random numbers of a batch of n come from. */
  private record Draw(GraphBuilder graph, String path, int n) {
    Value uniform(String what, Shape item, double low, double high) {
      long stream = Philox.stream(path + what);
      return graph.emit(
          new RandomUniform(n, item, low, high, stream),
          graph.variable(ModelState.SEED),
          graph.variable(ModelState.STEP),
          graph.variable(TrainerLayout.POSITION));
    }
  }
}
