package io.fovea.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.fovea.io.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * A command that reports. What it finds is one object: in text the command prints it as it goes;
 * with {@code --json} that object is all of stdout, and everything else goes to stderr.
 */
abstract class Reporting implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object to stdout, all else to stderr.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log more, and print the whole trace of an error.")
  private boolean verbose;

  private final Map<String, @Nullable Object> report = new LinkedHashMap<>();
  private boolean isFailed;

  /** Does the work; calls {@link #put} and {@link #say}. */
  abstract void run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    logToStderr(verbose ? Level.DEBUG : Level.INFO);
    try {
      run();
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException(
          "the Java heap of %,d MiB is too small; JAVA_OPTS=-Xmx8g gives it 8 GiB"
              .formatted(Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
    if (json) {
      System.out.println(Json.of(report).pretty());
    }
    return isFailed ? Failures.FAILED : 0;
  }

  /** Lets the command end with a failure after all has been reported. */
  final void fail() {
    isFailed = true;
  }

  final boolean isFailed() {
    return isFailed;
  }

  final boolean isJson() {
    return json;
  }

  final boolean isVerbose() {
    return verbose;
  }

  /** Adds a field to the JSON object; null where its value is not known. */
  final void put(String field, @Nullable Object value) {
    report.put(field, value);
  }

  /** Prints a line for a person. */
  final void say(String template, Object... arguments) {
    text().printf(Locale.ROOT, template + "%n", arguments);
  }

  /** Where lines for a person go. */
  final PrintStream text() {
    return json ? System.err : System.out;
  }

  private static void logToStderr(Level level) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(level == Level.DEBUG ? "%d{HH:mm:ss.SSS} %logger{0}: %msg%n" : "%msg%n");
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(level == Level.DEBUG ? Level.INFO : Level.WARN);
    context.getLogger("io.fovea").setLevel(level);
  }
}
