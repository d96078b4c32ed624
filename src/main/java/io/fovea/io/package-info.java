/**
 * Files: JSON, safetensors, model archives. Readers trust nothing: sizes are checked against the
 * file and against limits before anything is allocated, and a message names the field that is
 * wrong.
 */
@NullMarked
package io.fovea.io;

import org.jspecify.annotations.NullMarked;
