package io.fovea.backend;

/** A refusal, with its reason: one sentence that names what is missing and what was found. */
public record Unsupported(String reason) {}
