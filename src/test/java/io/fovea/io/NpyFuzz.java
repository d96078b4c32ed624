package io.fovea.io;

import static io.fovea.data.DataFiles.npy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: an array of NumPy's, or one clear line. */
class NpyFuzz {
  static Stream<byte[]> seeds() {
    return Stream.of(
        npy("|u1", "(2, 1, 2)", 1, 2, 3, 4),
        npy("<f4", "(1,)", 0, 0, 0, 1),
        npy(">i8", "(1,)", 0, 0, 0, 0, 0, 0, 0, 1),
        npy("<f2", "()", 0, 60),
        npy("|b1", "(1,)", 1),
        npy("<u2", "(0,)"),
        npy("|O", "(1,)", 0));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) {
    try {
      Npy.read(file);
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
