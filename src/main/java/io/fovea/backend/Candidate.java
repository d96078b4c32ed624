package io.fovea.backend;

import org.jspecify.annotations.Nullable;

/**
 * An implementation beside a node that it may be asked to do.
 *
 * @param refusal why it cannot, or null if it can
 */
public record Candidate(String implementation, @Nullable Unsupported refusal) {}
