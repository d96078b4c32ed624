/**
 * Host-side values: shapes, element types, arrays with a shape, and counter-based random numbers.
 */
@NullMarked
package io.fovea.tensor;

import org.jspecify.annotations.NullMarked;
