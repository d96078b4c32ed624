/** Kernels that treat each element for itself. */
@NullMarked
package io.fovea.backend.opencl.elementwise;

import org.jspecify.annotations.NullMarked;
