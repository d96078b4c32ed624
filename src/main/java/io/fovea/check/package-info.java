/**
 * Checks of a user's own ops, layers and kernels: gradients against finite differences, and
 * implementations against the reference within derived bounds.
 */
@NullMarked
package io.fovea.check;

import org.jspecify.annotations.NullMarked;
