/**
 * The command line: picocli commands, what they print, and nothing that a library user would miss.
 */
@NullMarked
package io.fovea.cli;

import org.jspecify.annotations.NullMarked;
