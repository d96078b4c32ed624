package io.fovea.backend;

/**
 * Something that keeps a backend from devices that one might expect.
 *
 * @param problem one sentence
 * @param remedy a command that mends it, or a sentence where no command would do
 */
public record Finding(String problem, String remedy) {}
