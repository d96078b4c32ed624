package io.fovea.cli;

import io.fovea.io.Json;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one clear line on stderr and an exit status. */
final class Failures {
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private Failures() {}

  /** A command line that makes no sense. */
  static int ofUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    System.err.println("fovea: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, System.err);
    System.err.println(
        "Try '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
    if (List.of(arguments).contains("--json")) {
      System.out.println(Json.of(Map.of("error", message(e))).pretty());
    }
    return MISUSED;
  }

  /** A command that failed. */
  static int ofCommand(Exception e, CommandLine command, ParseResult arguments) {
    Reporting reporting = command.getCommand() instanceof Reporting found ? found : null;
    if (reporting != null && reporting.isVerbose()) {
      e.printStackTrace();
    }
    System.err.println("fovea: " + message(e));
    if (reporting != null && reporting.isJson()) {
      System.out.println(Json.of(Map.of("error", message(e))).pretty());
    }
    return e instanceof MisuseException ? MISUSED : FAILED;
  }

  /** The message, or for an exception that should not have got here also its kind. */
  private static String message(Throwable e) {
    String text = e.getMessage();
    boolean isOurs = e.getClass().getName().startsWith("io.fovea.");
    boolean isPlain =
        e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof UncheckedIOException
            || e instanceof ParameterException;
    if (text == null) {
      return e.getClass().getSimpleName();
    }
    return isOurs || isPlain ? text : e.getClass().getSimpleName() + ": " + text;
  }
}
