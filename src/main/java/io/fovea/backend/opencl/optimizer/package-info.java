/** Kernels that update parameters and count steps. */
@NullMarked
package io.fovea.backend.opencl.optimizer;

import org.jspecify.annotations.NullMarked;
