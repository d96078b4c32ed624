/**
 * Layers: immutable values that say which parameters they have, how these begin, and which nodes
 * they add to a graph. A layer holds no weights and does no arithmetic of its own.
 */
@NullMarked
package io.fovea.nn;

import org.jspecify.annotations.NullMarked;
