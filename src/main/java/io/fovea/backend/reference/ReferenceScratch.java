package io.fovea.backend.reference;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.SlotLayout;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The scratch memory of a program: an array per slot. */
final class ReferenceScratch {
  private final MemoryPlan plan;
  private final SlotLayout layout;
  private final List<Object> arrays = new ArrayList<>();

  /** Slots of inputs, which keep their contents from run to run. */
  private final Set<Integer> inputSlots = new HashSet<>();

  /** Slots of what the prologue leaves for the other nodes. */
  private final Set<Integer> prologueSlots = new HashSet<>();

  private final long bytesWithoutReuse;

  ReferenceScratch(Graph graph, boolean reuse) {
    this.plan = reuse ? MemoryPlan.of(graph, Map.of()) : MemoryPlan.withoutReuse(graph, Map.of());
    this.layout = new SlotLayout(plan.blocks());
    this.bytesWithoutReuse =
        plan.blocks().stream().mapToLong(b -> b.elements() * Elements.bytes(b.dtype())).sum();
    try {
      for (SlotLayout.Slot slot : layout.slots()) {
        arrays.add(Elements.allocate(slot.dtype(), slot.elements()));
      }
    } catch (OutOfMemoryError e) {
      arrays.clear();
      throw new OutOfDeviceMemoryException(
          "reference: the program needs "
              + bytes()
              + " bytes of scratch, more than the Java heap has left",
          bytes());
    }
    graph.inputs().values().forEach(x -> inputSlots.add(slot(x).index()));
    for (Node node : graph.nodes().subList(0, graph.prologue())) {
      for (Value y : node.outputs()) {
        MemoryPlan.Block block = plan.block(y);
        if (block != null && block.last() == graph.nodes().size()) {
          prologueSlots.add(layout.slot(block).index());
        }
      }
    }
  }

  /** The value whose memory this one shares. */
  Value root(Value value) {
    return plan.root(value);
  }

  Elements elements(Value value) {
    return new Elements(value.type(), arrays.get(slot(value).index()), 0);
  }

  private SlotLayout.Slot slot(Value value) {
    MemoryPlan.Block block = plan.block(value);
    if (block == null) {
      throw new IllegalArgumentException("scratch: " + value + " has no memory here");
    }
    return layout.slot(block);
  }

  /** Poisons whatever this run will write. */
  void poison(boolean withPrologue) {
    for (SlotLayout.Slot slot : layout.slots()) {
      boolean kept =
          inputSlots.contains(slot.index())
              || (!withPrologue && prologueSlots.contains(slot.index()));
      if (!kept) {
        TensorType type = new TensorType(slot.dtype(), Shape.of((int) slot.elements()));
        new Elements(type, arrays.get(slot.index()), 0).poison();
      }
    }
  }

  long bytes() {
    return layout.slots().stream().mapToLong(s -> s.elements() * Elements.bytes(s.dtype())).sum();
  }

  long bytesWithoutReuse() {
    return bytesWithoutReuse;
  }

  void close() {
    arrays.clear();
  }
}
