/** Rewriting a graph before it is run, and planning the memory that it needs. */
@NullMarked
package io.fovea.graph.pass;

import org.jspecify.annotations.NullMarked;
