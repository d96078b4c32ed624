/** Convolutions and their gradients on OpenCL. */
@NullMarked
package io.fovea.backend.opencl.conv;

import org.jspecify.annotations.NullMarked;
