/** Matrix products on OpenCL, for their own op and for convolutions. */
@NullMarked
package io.fovea.backend.opencl.matmul;

import org.jspecify.annotations.NullMarked;
