package io.fovea.data;

import static io.fovea.data.DataFiles.bytes;
import static io.fovea.data.DataFiles.gzip;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: an IDX array, or one clear line. */
class IdxFuzz {
  static Stream<byte[]> seeds() {
    return Stream.of(
        bytes("00000803 00000001 00000002 00000002 01020304"),
        bytes("00000801 00000002 0102"),
        gzip(bytes("00000803 00000001 00000002 00000002 01020304")),
        gzip(bytes("00000801 7fffffff 01")));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) throws IOException {
    try {
      Idx.read(Path.of("f"), new ByteArrayInputStream(file), file.length, 3, 1 << 20);
    } catch (DataException e) {
      FuzzFile.requireClear(e);
    }
  }
}
