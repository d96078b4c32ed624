/** Kernels of softmax, of losses and of the confusion matrix. */
@NullMarked
package io.fovea.backend.opencl.loss;

import org.jspecify.annotations.NullMarked;
