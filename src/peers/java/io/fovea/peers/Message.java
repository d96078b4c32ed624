package io.fovea.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A Protocol Buffers message in the making: what is added is encoded at once.
 *
 * <p>Source: "Encoding", protobuf.dev.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Message with(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  Message with(int field, float value) {
    tag(field, FIXED32);
    bytes.writeBytes(littleEndian(value));
    return this;
  }

  Message with(int field, String value) {
    return with(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message with(int field, Message value) {
    return with(field, value.toBytes());
  }

  Message with(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** Numbers in the byte order of the format. */
  static byte[] littleEndian(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
