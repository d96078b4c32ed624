/** Kernels that move numbers and compute none. */
@NullMarked
package io.fovea.backend.opencl.layout;

import org.jspecify.annotations.NullMarked;
