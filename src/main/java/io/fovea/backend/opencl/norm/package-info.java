/** Kernels of batch normalisation. */
@NullMarked
package io.fovea.backend.opencl.norm;

import org.jspecify.annotations.NullMarked;
