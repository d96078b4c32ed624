package io.fovea.io;

import io.fovea.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The type of the elements of an NPY file.
 *
 * @param kind {@code b} truth values, {@code i} and {@code u} whole numbers, {@code f} floats
 * @param bytes of one element
 */
record NpyType(char kind, int bytes, ByteOrder order) {

  /**
   * The type of a name, as in {@code <f4}.
   *
   * @param at the byte of the file where the header begins, for messages
   */
  static NpyType of(String name, long at) {
    String plain = name.isEmpty() ? "" : name.substring(1);
    boolean isKnown =
        switch (plain) {
          case "b1", "u1", "i1" -> name.charAt(0) == '|' || name.charAt(0) == '<';
          case "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8" ->
              name.charAt(0) == '<' || name.charAt(0) == '>';
          default -> false;
        };
    if (!isKnown) {
      throw FormatException.at(
          at,
          plain.startsWith("O")
              ? "its elements are Python objects ('" + name + "'), which are never read"
              : "elements of type '"
                  + name
                  + "' are not supported; they must be b1, i1, u1, or one of i2 i4 i8 u2 u4 u8 f2"
                  + " f4 f8 after < or >");
    }
    ByteOrder order = name.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyType(plain.charAt(0), plain.charAt(1) - '0', order);
  }

  /** What such elements become. */
  DType dtype() {
    if (kind == 'f') {
      return bytes == 8 ? DType.F64 : DType.F32;
    }
    return kind != 'i' && bytes == 1 ? DType.U8 : DType.I32;
  }

  /** Whole number i of a buffer in the right order; one of 2^63 or more is negative. */
  long whole(ByteBuffer from, int i) {
    boolean isSigned = kind == 'i';
    return switch (bytes) {
      case 1 -> isSigned ? from.get(i) : from.get(i) & 0xff;
      case 2 -> isSigned ? from.getShort(2 * i) : from.getShort(2 * i) & 0xffff;
      case 4 -> isSigned ? from.getInt(4 * i) : from.getInt(4 * i) & 0xffffffffL;
      default -> from.getLong(8 * i);
    };
  }

  /** Float i of a buffer in the right order, which has at most 4 bytes. */
  float real(ByteBuffer from, int i) {
    return bytes == 4 ? from.getFloat(4 * i) : half(from.getShort(2 * i));
  }

  /** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -size : size;
  }
}
