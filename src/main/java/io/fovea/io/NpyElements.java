package io.fovea.io;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The elements of an NPY file. */
final class NpyElements {
  private static final int CHUNK = 1 << 16;

  private NpyElements() {}

  /**
   * Reads all elements, in the order of the file.
   *
   * @param begin the byte of the file where they begin, for messages
   */
  static Tensor read(InputStream in, NpyType type, Shape shape, long begin) throws IOException {
    Tensor tensor = Tensor.zeros(type.dtype(), shape);
    int step = CHUNK / type.bytes();
    for (int from = 0; from < tensor.length(); from += step) {
      int n = Math.min(step, tensor.length() - from);
      long at = begin + (long) from * type.bytes();
      byte[] bytes = Npy.exactly(in, n * type.bytes(), at);
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(type.order());
      switch (tensor.dtype()) {
        case U8 -> copyBytes(type, bytes, tensor.bytes(), from, at);
        case I32 -> copyInts(type, chunk, tensor.ints(), from, n, at);
        case F32 -> {
          for (int i = 0; i < n; i++) {
            tensor.floats()[from + i] = type.real(chunk, i);
          }
        }
        case F64 -> chunk.asDoubleBuffer().get(tensor.doubles(), from, n);
      }
    }
    return tensor;
  }

  private static void copyBytes(NpyType type, byte[] chunk, byte[] to, int from, long at) {
    if (type.kind() == 'b') {
      for (int i = 0; i < chunk.length; i++) {
        if (chunk[i] < 0 || chunk[i] > 1) {
          throw FormatException.at(
              at + i, "a truth value must be 0 or 1, got " + (chunk[i] & 0xff));
        }
      }
    }
    System.arraycopy(chunk, 0, to, from, chunk.length);
  }

  private static void copyInts(NpyType type, ByteBuffer chunk, int[] to, int from, int n, long at) {
    for (int i = 0; i < n; i++) {
      long value = type.whole(chunk, i);
      boolean isUnsigned = type.kind() == 'u';
      if (value != (int) value || (isUnsigned && value < 0)) {
        throw FormatException.at(
            at + (long) i * type.bytes(),
            "a whole number must fit in 32 bits, got "
                + (isUnsigned ? Long.toUnsignedString(value) : Long.toString(value)));
      }
      to[from + i] = (int) value;
    }
  }

  /** The same array with its last axis fastest, where so far the first one is. */
  static Tensor toRowMajor(Tensor stored) {
    int[] dims = stored.shape().dims();
    if (dims.length < 2) {
      return stored;
    }
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    Tensor turned = Tensor.zeros(stored.dtype(), stored.shape());
    int[] index = new int[dims.length];
    int from = 0;
    for (int to = 0; to < turned.length(); to++) {
      copy(stored, from, turned, to);
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        from -= strides[axis] * dims[axis];
        index[axis] = 0;
      }
    }
    return turned;
  }

  private static void copy(Tensor from, int i, Tensor to, int j) {
    DType dtype = from.dtype();
    switch (dtype) {
      case U8 -> to.bytes()[j] = from.bytes()[i];
      case I32 -> to.ints()[j] = from.ints()[i];
      case F32 -> to.floats()[j] = from.floats()[i];
      case F64 -> to.doubles()[j] = from.doubles()[i];
    }
  }
}
