package io.fovea.train;

import io.fovea.backend.Device;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.State;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Parameter;
import io.fovea.nn.Statistic;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device memory of a trainer, and the examples that are kept in it. */
final class TrainerState implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainerState.class);

  /**
   * Examples stay where they are if they would take more than this part of the device's memory, or
   * the copy that is sent there more than this part of what the heap has left.
   */
  private static final double LARGEST_PART = 0.5;

  private final Device device;
  private final Model model;
  private final Recipe recipe;
  private final State state;
  private @Nullable Examples resident;

  /** Allocates everything but room for examples; parameters take their initial values. */
  TrainerState(Device device, Model model, Recipe recipe) {
    this.device = device;
    this.model = model;
    this.recipe = recipe;
    StateLayout layout = TrainerLayout.of(model, recipe, null);
    try {
      this.state = device.allocate(layout);
    } catch (OutOfDeviceMemoryException e) {
      throw named(e, layout, null);
    }
    state.write(TrainerLayout.RATE, recipe.rateBlocks(model, layout));
    state.write(TrainerLayout.DECAY, recipe.decayBlocks(model, layout));
    state.write(
        ModelState.SEED, Tensor.of(Shape.of(2), (int) recipe.seed(), (int) (recipe.seed() >>> 32)));
    state.write(ModelState.HEALTHY, Tensor.scalar(1));
    for (Parameter parameter : model.parameters()) {
      state.write(parameter.path(), parameter.initial(recipe.seed()));
    }
    for (Statistic statistic : model.statistics()) {
      state.write(ModelState.STATISTICS + "/" + statistic.path(), statistic.initial());
    }
  }

  private OutOfDeviceMemoryException named(
      OutOfDeviceMemoryException e, StateLayout layout, @Nullable Examples examples) {
    OutOfDeviceMemoryException named =
        new OutOfDeviceMemoryException(
            "trainer: parameters, gradients, moments%s plan %,d bytes, which do not fit on %s (%s)"
                .formatted(
                    examples == null ? "" : " and resident examples",
                    layout.bytes(),
                    device.info().name(),
                    e.getMessage()),
            e.plannedBytes());
    named.initCause(e);
    return named;
  }

  State state() {
    return state;
  }

  /** The examples that are kept on the device, or null. */
  @Nullable Examples resident() {
    return resident;
  }

  /**
   * Makes room for examples and copies them there, unless they are there or too large for it.
   *
   * @param beforeMove called before the state is rearranged, to close the programs over it
   * @return whether they are on the device
   */
  boolean keep(Examples examples, Fit.Placement placement, Runnable beforeMove) {
    if (placement == Fit.Placement.STREAMED) {
      return false;
    }
    if (examples.isSame(resident)) {
      return true;
    }
    if (placement == Fit.Placement.AUTO && !fitsEasily(examples)) {
      return false;
    }
    boolean hasRoom =
        resident != null
            && resident.size() == examples.size()
            && resident.form().equals(examples.form());
    if (!hasRoom && !makeRoom(examples, placement, beforeMove)) {
      return false;
    }
    resident = null;
    int[] order = identity(examples.size());
    examples
        .columns()
        .forEach((name, column) -> state.write(name, column.gather(order, 0, order.length)));
    resident = examples;
    return true;
  }

  /** Gives back the room of the examples that were there, and makes room for others if it can. */
  private boolean makeRoom(Examples examples, Fit.Placement placement, Runnable beforeMove) {
    beforeMove.run();
    resident = null;
    rearrange(null);
    try {
      rearrange(examples);
    } catch (OutOfDeviceMemoryException e) {
      if (placement == Fit.Placement.RESIDENT) {
        throw e;
      }
      log.info("examples stay on the host: {}", e.getMessage());
      return false;
    }
    return true;
  }

  private void rearrange(@Nullable Examples examples) {
    StateLayout layout = TrainerLayout.of(model, recipe, examples);
    try {
      device.rearrange(state, layout);
    } catch (OutOfDeviceMemoryException e) {
      throw named(e, layout, examples);
    }
  }

  private boolean fitsEasily(Examples examples) {
    Runtime heap = Runtime.getRuntime();
    long free = heap.maxMemory() - (heap.totalMemory() - heap.freeMemory());
    for (Column column : examples.columns().values()) {
      long elements = column.item().shape().elements() * examples.size();
      if (elements > Integer.MAX_VALUE
          || elements * column.item().dtype().bytes() > LARGEST_PART * free) {
        return false;
      }
    }
    return examples.bytes() <= LARGEST_PART * device.info().memoryBytes();
  }

  static int[] identity(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return order;
  }

  /** All regions but examples, bit for bit. */
  Map<String, Tensor> values() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (StateLayout.Region region : state.layout().regions()) {
      if (!region.name().startsWith(TrainerLayout.DATA)) {
        values.put(region.name(), state.read(region.name()));
      }
    }
    return values;
  }

  /** Sets regions to what they were. */
  void restore(Map<String, Tensor> values) {
    values.forEach((name, value) -> state.write(name, value));
  }

  /** Sets the metrics of training or evaluation to zero. */
  static void resetMetrics(State state, String metrics) {
    for (StateLayout.Region region : state.layout().regions()) {
      if (region.name().startsWith(metrics)) {
        Shape shape = state.layout().variable(region.name()).type().shape();
        state.write(region.name(), Tensor.zeros(region.dtype(), shape));
      }
    }
  }

  /** An integer of the control block. */
  int count(String path) {
    Tensor value = state.read(path);
    if (value.dtype() != DType.I32) {
      throw new IllegalStateException("trainer: " + path + " is " + value.dtype());
    }
    return value.ints()[0];
  }

  @Override
  public void close() {
    state.close();
  }
}
