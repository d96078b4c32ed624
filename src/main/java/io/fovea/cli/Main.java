package io.fovea.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code fovea}. */
@Command(
    name = "fovea",
    description = "Trains and runs convolutional networks on any OpenCL GPU, or in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Start with 'fovea train': it needs no data set and no GPU."})
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          TrainCommand.class,
          EvalCommand.class,
          PredictCommand.class,
          VisualizeCommand.class,
          ReportCommand.class,
          SummaryCommand.class,
          ExportCommand.class,
          BenchCommand.class,
          TuneCommand.class,
          GradcheckCommand.class,
          ExperimentCommand.class,
          DevicesCommand.class,
          DoctorCommand.class);

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /**
   * Runs a command line.
   *
   * @return 0 if all went well, 1 if something failed, 2 if the command line was wrong
   */
  public static int run(String... arguments) {
    int status =
        commandLine(arguments)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Failures::ofUsage)
            .setExecutionExceptionHandler(Failures::ofCommand)
            .execute(arguments);
    if (!System.out.checkError()) {
      return status;
    }
    System.err.println("fovea: standard output cannot be written, and is not whole");
    return status == 0 ? Failures.FAILED : status;
  }

  /** With the one command that the line names, or with all: to describe them takes a while. */
  private static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    String first = arguments.length == 0 ? "" : arguments[0];
    List<Class<?>> named = COMMANDS.stream().filter(type -> name(type).equals(first)).toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }
}
