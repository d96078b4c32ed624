package io.fovea.io;

import static io.fovea.data.DataFiles.text;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.testkit.FuzzFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: JSON that is written as it was read, or one clear line. */
class JsonFuzz {
  static Stream<byte[]> seeds() {
    return Stream.of(
        text("{\"a\": [1, -2.5e-3, true, null, \"\\u00e9\\ud83d\\ude00\\n\"], \"b\": {}}"),
        text("[]"),
        text("[1e\n]"),
        text("1e400"),
        text("123456789012345678901234567890"));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) {
    try {
      Json json = Json.parse(file);
      if (!Json.parse(text(json.compact())).equals(json)
          || !Json.parse(text(json.pretty())).equals(json)) {
        throw new AssertionError("written as " + json.compact());
      }
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
