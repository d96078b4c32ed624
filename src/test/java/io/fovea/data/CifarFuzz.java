package io.fovea.data;

import static io.fovea.data.DataFiles.concat;
import static io.fovea.data.DataFiles.tar;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes, in a tar archive and by themselves: images of CIFAR, or one clear line. */
class CifarFuzz {
  private static final CifarRecords COARSE_AND_FINE = new CifarRecords(2, 1, List.of(20, 100));

  static Stream<byte[]> seeds() {
    byte[] record = new byte[3074];
    return Stream.of(
        record,
        tar("a.bin", record),
        tar("a", new byte[1], "b", new byte[0]),
        concat(record, record));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) throws IOException {
    try {
      COARSE_AND_FINE.read("f.bin", new ByteArrayInputStream(file), file.length);
    } catch (DataException e) {
      FuzzFile.requireClear(e);
    }
    try {
      TarStream tar = new TarStream(Path.of("f.tar"), new ByteArrayInputStream(file), 1 << 20);
      while (tar.next()) {
        String place = "f.tar, entry '" + tar.name() + "'";
        COARSE_AND_FINE.read(place, tar.content(), tar.size());
      }
    } catch (DataException e) {
      FuzzFile.requireClear(e);
    } catch (EOFException e) {
      // An archive that is cut short within what is passed over: its loader says so.
      return;
    }
  }
}
