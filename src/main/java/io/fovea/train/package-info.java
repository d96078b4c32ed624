/**
 * Training, evaluation and prediction: what turns a model, which is architecture only, into weights
 * on a device. Trainers and predictors hold resources and are closed.
 */
@NullMarked
package io.fovea.train;

import org.jspecify.annotations.NullMarked;
