package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of a user, compiled and run by JVMs of its own against the finished jar. */
record JavaProgram(Path folder) {
  /** Our jar and the two that its users need: nothing else. */
  static final String LIBRARIES =
      Stream.of(
              Path.of(System.getProperty("fovea.jar")),
              jarOf("org.jocl.CL"),
              jarOf("org.slf4j.Logger"))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));

  /** Compiles sources, given by file name, with the options of javac. */
  void compile(Map<String, String> sources, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-d", "classes"));
    for (var source : sources.entrySet()) {
      Files.writeString(folder.resolve(source.getKey()), source.getValue());
      arguments.add(source.getKey());
    }
    execute("javac", "", arguments.toArray(String[]::new));
  }

  /** Runs it with the arguments of java; the result is what it printed to stdout. */
  String run(String... arguments) throws IOException, InterruptedException {
    return execute("java", "", arguments);
  }

  /** Likewise, in a JVM that is started with a library before all others. */
  String runAfter(Path library, String... arguments) throws IOException, InterruptedException {
    return execute("java", library.toString(), arguments);
  }

  private String execute(String tool, String preloaded, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    // What protects the JVM of the tests from drivers, a user's does not have by itself.
    builder.environment().put("LD_PRELOAD", preloaded);
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output);
    String all = String.join(" ", command) + "\n" + printed + Files.readString(errors);
    assertTrue(ended, () -> "no end after 5 minutes: " + all);
    assertEquals(0, process.exitValue(), all);
    return printed;
  }

  private static Path jarOf(String type) {
    try {
      var source = Class.forName(type).getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
