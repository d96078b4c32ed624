package io.fovea.backend.cpu;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.SlotLayout;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The scratch memory of a program: an array per slot. */
final class CpuScratch {
  private final SlotLayout layout;
  private final List<Object> arrays = new ArrayList<>();

  /**
   * @throws OutOfDeviceMemoryException if it does not fit
   */
  CpuScratch(MemoryPlan plan) {
    this.layout = new SlotLayout(plan.blocks());
    long heap = Runtime.getRuntime().maxMemory();
    if (layout.bytes() > heap) {
      // Trying would only take long: arrays are filled with zeros, and the heap is searched.
      throw tooLarge("all of the Java heap, which is " + heap);
    }
    try {
      for (SlotLayout.Slot slot : layout.slots()) {
        arrays.add(CpuTensor.newArray(slot.dtype(), slot.elements()));
      }
    } catch (OutOfMemoryError e) {
      arrays.clear();
      throw tooLarge("the Java heap has left");
    }
  }

  private OutOfDeviceMemoryException tooLarge(String than) {
    return new OutOfDeviceMemoryException(
        "cpu: the program needs " + layout.bytes() + " bytes of scratch, more than " + than,
        layout.bytes());
  }

  /** Gives a tensor the memory of a block. */
  void bind(CpuTensor tensor, MemoryPlan.Block block) {
    tensor.bind(arrays.get(layout.slot(block).index()), 0);
  }

  /** The slots of all blocks but these, as tensors. */
  List<CpuTensor> slotsWithout(List<MemoryPlan.Block> blocks) {
    List<SlotLayout.Slot> slots = new ArrayList<>(layout.slots());
    blocks.forEach(block -> slots.remove(layout.slot(block)));
    List<CpuTensor> tensors = new ArrayList<>();
    for (SlotLayout.Slot slot : slots) {
      TensorType type = new TensorType(slot.dtype(), Shape.of((int) slot.elements()));
      CpuTensor tensor = new CpuTensor(type);
      tensor.bind(arrays.get(slot.index()), 0);
      tensors.add(tensor);
    }
    return tensors;
  }

  long bytes() {
    return layout.bytes();
  }

  void close() {
    arrays.clear();
  }
}
