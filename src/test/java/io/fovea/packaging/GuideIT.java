package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java blocks of the user guide are one program: it compiles and runs. */
class GuideIT {
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void itsProgramRuns(@TempDir Path folder) throws Exception {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("docs/guide.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    String imports = blocks.get(0);
    String statements = String.join("\n", blocks.subList(1, blocks.size()));
    String source =
        imports
            + "public class Guide {\n  public static void main(String[] arguments) {\n"
            + statements
            + "  }\n}\n";
    var program = new JavaProgram(folder);
    program.compile(Map.of("Guide.java", source), "-classpath", JavaProgram.LIBRARIES);
    String printed =
        program.run("-classpath", "classes" + File.pathSeparator + JavaProgram.LIBRARIES, "Guide");
    assertTrue(printed.contains("Planned memory for a batch of 32"), printed);
    assertTrue(printed.contains("[0.0, 0.0, 2.0]"), printed);
    assertTrue(Files.size(folder.resolve("best.fovea")) > 0);
    assertTrue(Files.size(folder.resolve("pets.fovea")) > 0);
  }
}
