/**
 * The OpenCL backend: devices, queues, kernels and memory reached through JOCL, of which this
 * package is the only importer.
 */
@NullMarked
package io.fovea.backend.opencl;

import org.jspecify.annotations.NullMarked;
