package io.fovea.train;

import io.fovea.backend.Program;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The programs used last, by batch size; the others are closed. */
final class ProgramCache implements AutoCloseable {
  private final int capacity;
  private final Map<Integer, Program> programs = new LinkedHashMap<>(8, 0.75f, true);

  ProgramCache(int capacity) {
    this.capacity = capacity;
  }

  /** The program for a batch of n, compiled if it is not there. */
  Program get(int n, Function<Integer, Program> compile) {
    Program program = programs.get(n);
    if (program == null) {
      Iterator<Program> eldest = programs.values().iterator();
      while (programs.size() >= capacity) {
        eldest.next().close();
        eldest.remove();
      }
      program = compile.apply(n);
      programs.put(n, program);
    }
    return program;
  }

  /** Closes all programs; the cache can be used again. */
  @Override
  public void close() {
    programs.values().forEach(Program::close);
    programs.clear();
  }
}
