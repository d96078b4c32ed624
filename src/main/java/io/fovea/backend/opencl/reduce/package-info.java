/** Kernels that sum over a whole tensor or over its rows. */
@NullMarked
package io.fovea.backend.opencl.reduce;

import org.jspecify.annotations.NullMarked;
