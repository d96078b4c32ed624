package io.fovea.op;

import io.fovea.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shapes of tensors whose extents mean nothing to the op, by the name of their case. */
final class Shapes {
  /** Of any rank. */
  static final Map<String, Shape> ANY = new LinkedHashMap<>();

  /** With a last axis, the channel. */
  static final Map<String, Shape> WITH_CHANNELS = new LinkedHashMap<>();

  static {
    WITH_CHANNELS.put("tiny", Shape.of(2, 3));
    WITH_CHANNELS.put("vector", Shape.of(7));
    WITH_CHANNELS.put("one_row", Shape.of(1, 19));
    WITH_CHANNELS.put("one_channel", Shape.of(13, 1));
    WITH_CHANNELS.put("odd", Shape.of(2, 5, 7, 3));
    WITH_CHANNELS.put("prime", Shape.of(3, 11, 13, 17));
    WITH_CHANNELS.put("vectors", Shape.of(2, 4, 4, 16));
    WITH_CHANNELS.put("tails", Shape.of(5, 3, 3, 33));
    WITH_CHANNELS.put("wide", Shape.of(3, 1031));
    WITH_CHANNELS.put("big", Shape.of(8, 28, 28, 32));
    ANY.putAll(WITH_CHANNELS);
    ANY.put("scalar", Shape.scalar());
  }

  private Shapes() {}
}
