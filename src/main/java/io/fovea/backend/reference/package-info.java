/**
 * The oracle: every op in double precision, its loops in the order of its equation, for clarity
 * only. All other backends are compared with this one.
 */
@NullMarked
package io.fovea.backend.reference;

import org.jspecify.annotations.NullMarked;
