package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loader against every kind of damage: one line that names the file, the place in it, and the
 * rule, and no memory on the word of a header.
 */
class BadDataTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path temporary;

  @ParameterizedTest
  @MethodSource({
    "io.fovea.data.BadTables#csv",
    "io.fovea.data.BadTables#npz",
    "io.fovea.data.BadPictures#pictures",
    "io.fovea.data.BadSets#cifar",
    "io.fovea.data.BadSets#idx"
  })
  void saysWhatIsWrong(BadFile bad) throws IOException {
    Path path = Files.createDirectory(temporary.resolve("d"));
    for (Map.Entry<String, byte @Nullable []> entry : bad.files().entrySet()) {
      String name = entry.getKey().replace("*", "");
      Path file = temporary.resolve("d").resolve(name);
      if (entry.getValue() == null) {
        Files.createDirectories(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.write(file, entry.getValue());
      }
      path = entry.getKey().endsWith("*") ? file : path;
      path = name.endsWith("z/x") || name.startsWith("t.csv/") ? file.getParent() : path;
    }
    Path given = bad.where().startsWith("/none") ? path.resolve("none.csv") : path;
    long before = allocatedBytes();
    var e = assertThrows(DataException.class, () -> bad.loader().accept(given));
    long taken = allocatedBytes() - before;
    assertTrue(e.getMessage().startsWith(path + bad.where()), e.getMessage());
    assertTrue(e.getMessage().contains(bad.rule()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(taken < 80 * MIB, () -> "took " + taken + " bytes to say: " + e.getMessage());
  }

  private static long allocatedBytes() {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return bean.getCurrentThreadAllocatedBytes();
  }
}
