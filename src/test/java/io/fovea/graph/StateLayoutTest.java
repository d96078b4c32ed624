package io.fovea.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.op.FlatUpdate;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where pieces of state lie. */
class StateLayoutTest {
  private final StateLayout layout =
      StateLayout.builder()
          .addTo("parameters", "a/w", TensorType.real(3, 3, 2, 5))
          .addTo("parameters", "a/b", TensorType.real(5))
          .addTo("parameters", "c/w", TensorType.real(128))
          .addTo("parameters", "c/b", TensorType.real(129))
          .addLike("gradients", "parameters")
          .add("step", TensorType.ints())
          .build();

  @Test
  void everyPieceBeginsOnABlockBoundaryAndNoneOverlap() {
    List<Variable> parts = layout.parts("parameters");
    assertEquals(4, parts.size());
    long end = 0;
    for (Variable part : parts) {
      assertEquals(0, part.offset() % FlatUpdate.BLOCK, part.path());
      assertTrue(part.offset() >= end, part.path());
      end = part.offset() + part.type().shape().elements();
    }
    for (Variable one : parts) {
      for (Variable other : parts) {
        assertEquals(one == other, one.overlaps(other), one + " and " + other);
      }
    }
  }

  @Test
  void aRegionIsAVariableAndOverlapsItsParts() {
    Variable whole = layout.variable("parameters");
    assertEquals(Shape.of(128 + 128 + 128 + 256), whole.type().shape());
    layout.parts("parameters").forEach(part -> assertTrue(part.overlaps(whole), part.path()));
    assertFalse(whole.overlaps(layout.variable("gradients")));
    assertFalse(whole.overlaps(layout.variable("step")));
  }

  @Test
  void gradientsLieAsParametersDo() {
    for (Variable part : layout.parts("parameters")) {
      Variable gradient = layout.variable("gradients/" + part.path());
      assertEquals(part.offset(), gradient.offset());
      assertEquals(part.type(), gradient.type());
      assertEquals("gradients", gradient.region());
    }
  }

  @Test
  void aVariableAloneIsAsLargeAsItsElements() {
    assertEquals("step", layout.variable("step").region());
    assertEquals((640 + 640) * 4 + 4, layout.bytes());
  }

  @Test
  void aPathIsTakenOnceAndRegionsHoldReals() {
    StateLayout.Builder builder = StateLayout.builder().add("w", TensorType.real(3));
    assertThrows(IllegalArgumentException.class, () -> builder.add("w", TensorType.real(3)));
    assertThrows(IllegalArgumentException.class, () -> builder.addTo("w", "v", TensorType.real(3)));
    assertThrows(IllegalArgumentException.class, () -> builder.addTo("r", "v", TensorType.ints(3)));
    assertThrows(IllegalArgumentException.class, () -> builder.addLike("moments", "nothing"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> layout.variable("a/x"));
    assertTrue(e.getMessage().contains("'a/x'"), e.getMessage());
    assertTrue(e.getMessage().contains("a/w"), e.getMessage());
  }
}
