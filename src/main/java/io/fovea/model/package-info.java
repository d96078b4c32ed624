/**
 * Models: layers joined to a network. A model is an immutable value without weights; it adds itself
 * to graphs, for training or for inference, over one layout of state.
 */
@NullMarked
package io.fovea.model;

import org.jspecify.annotations.NullMarked;
