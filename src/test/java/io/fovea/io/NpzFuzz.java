package io.fovea.io;

import static io.fovea.data.DataFiles.npy;
import static io.fovea.data.DataFiles.zip;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: arrays of NumPy's, or one clear line. */
class NpzFuzz {
  static Stream<byte[]> seeds() {
    return Stream.of(
        zip("x.npy", npy("|u1", "(2, 1, 2)", 1, 2, 3, 4)),
        zip("x.npy", npy("<f4", "(1,)", 0, 0, 0, 1), "y.npy", npy("|b1", "(1,)", 1)),
        zip("../x", new byte[4]),
        zip());
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) {
    try {
      Npz.read(FuzzFile.of(file), 1 << 20);
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
