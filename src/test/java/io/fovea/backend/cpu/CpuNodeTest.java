package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.op.Relu;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node asks for while it is lowered. */
class CpuNodeTest {
  /** A smaller batch would do: the caller then looks for one. */
  @Test
  void aWorkspaceBeyondAJavaArrayIsOutOfMemory() {
    var graph = new GraphBuilder();
    graph.output("y", graph.emit(new Relu(), graph.input("x", TensorType.real(4))));
    Node node = graph.build().nodes().get(0);
    try (Workers workers = new Workers(1)) {
      CpuNode site =
          new CpuNode(node, List.of(true), List.of(false), KernelChoice.named("scalar"), workers);
      long elements = CpuTensor.MAX_ELEMENTS + 1L;
      var e =
          assertThrows(OutOfDeviceMemoryException.class, () -> site.workspace(DType.F32, elements));
      assertEquals(4 * elements, e.plannedBytes());
      assertTrue(e.getMessage().contains("exceeds a Java array"), e.getMessage());
    }
  }
}
