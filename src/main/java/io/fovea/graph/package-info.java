/**
 * Graphs of operations as pure data: building them, differentiating them, and the layout of the
 * state that they read and write. {@code graph.pass} rewrites them.
 */
@NullMarked
package io.fovea.graph;

import org.jspecify.annotations.NullMarked;
