/** Kernels of poolings. */
@NullMarked
package io.fovea.backend.opencl.pool;

import org.jspecify.annotations.NullMarked;
