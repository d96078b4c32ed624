package io.fovea.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks a gzip file and can tell whether anything follows the packed data, which the JDK's stream
 * passes over in silence. Verifies the checksum when the end is reached, as the JDK's stream does.
 */
final class StrictGzipStream extends GZIPInputStream {
  private static final int TRAILER_BYTES = 8;

  private final long headerBytes;

  StrictGzipStream(InputStream in) throws IOException {
    this(new CountingStream(in));
  }

  private StrictGzipStream(CountingStream in) throws IOException {
    super(in, 1 << 16);
    headerBytes = in.count;
  }

  /**
   * To be called at the end of the data: complains if the file is longer than its packed content.
   */
  void requireEnd(Path file, long fileBytes) {
    long end = headerBytes + inf.getBytesRead() + TRAILER_BYTES;
    if (end != fileBytes) {
      throw DataException.of(
          file,
          "the file has %d bytes, its packed data %d; a packed file has one part and nothing after it"
              .formatted(fileBytes, end));
    }
  }

  /** Counts the bytes that went through: after the constructor above, those of the gzip header. */
  private static final class CountingStream extends FilterInputStream {
    long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      int n = super.read(to, at, length);
      count += Math.max(n, 0);
      return n;
    }
  }
}
