package io.fovea.data;

import static io.fovea.data.DataFiles.text;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: a table of images, or one clear line. */
class CsvFuzz {
  static Stream<byte[]> seeds() {
    return Stream.of(
        text("label,pixel0,pixel1,pixel2,pixel3\n3,0,1,2,255\n0,4,5,6,7\n"),
        text("\ufeff\"label\",\"a\"\r\n\"3\", 7 \r\n\r\n"),
        text("1,2,3\n"),
        text("a,b,c\n1,2,3\n"));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) throws IOException {
    try {
      CsvImages.Table table =
          CsvImages.read("t.csv", new ByteArrayInputStream(file), file.length, null, 1 << 20);
      if (table.labels() != null && table.labels().length != table.images().shape().dim(0)) {
        throw new AssertionError("as many labels as images");
      }
    } catch (DataException e) {
      FuzzFile.requireClear(e);
    }
  }
}
