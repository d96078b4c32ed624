/**
 * What it takes to run graphs: the interfaces that a backend implements, how one is chosen, and how
 * its implementations of ops are chosen. Backends are found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.fovea.backend;

import org.jspecify.annotations.NullMarked;
