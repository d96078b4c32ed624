package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program compiles and runs as it stands there, with two jars beside ours. */
class ReadmeIT {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\\n(.*?public class (\\w+) .*?)```", Pattern.DOTALL);

  @Test
  void theExampleTrainsWithJoclAndSlf4jOnly(@TempDir Path folder) throws Exception {
    Matcher block = PROGRAM.matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find(), "README.md has a program");
    String name = block.group(2);
    // One epoch teaches enough to tell that it works; the text is otherwise the README's.
    String shorter = block.group(1).replace("Fit.epochs(3)", "Fit.epochs(1)");
    var program = new JavaProgram(folder);
    program.compile(Map.of(name + ".java", shorter), "-classpath", JavaProgram.LIBRARIES);
    String printed =
        program.run(
            "--add-modules=jdk.incubator.vector",
            "-classpath",
            "classes" + File.pathSeparator + JavaProgram.LIBRARIES,
            name);
    Matcher accuracy = Pattern.compile("accuracy (\\d+\\.\\d+) %").matcher(printed);
    assertTrue(accuracy.find(), printed);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 85, printed);
    assertTrue(Files.size(folder.resolve("digits.fovea")) > 0);
  }
}
