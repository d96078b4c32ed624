/**
 * Data sets: what trainers consume, the readers that fill them, and the built-in synthetic digits.
 */
@NullMarked
package io.fovea.data;

import org.jspecify.annotations.NullMarked;
