package io.fovea.data;

import javax.imageio.stream.ImageInputStreamImpl;

/** The bytes of a file in memory as ImageIO reads them, without a copy. */
final class ByteArrayImageInput extends ImageInputStreamImpl {
  private final byte[] bytes;

  ByteArrayImageInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int at, int length) {
    bitOffset = 0;
    int n = (int) Math.min(length, bytes.length - streamPos);
    if (n <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, to, at, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
