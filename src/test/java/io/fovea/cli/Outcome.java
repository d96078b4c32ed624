package io.fovea.cli;

import io.fovea.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a command line left behind: exit status, stdout and stderr. */
record Outcome(int status, String out, String err) {
  /** Runs a command line, as a person types it behind {@code fovea}. */
  static Outcome of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(arguments);
      return new Outcome(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The fields of the object that {@code --json} prints. */
  Map<String, Json> json() {
    return ((Json.Fields) Json.parse(out)).fields();
  }
}
