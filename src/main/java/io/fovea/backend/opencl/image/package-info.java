/** Images changed at random: where their pixels come from, and what covers them. */
@NullMarked
package io.fovea.backend.opencl.image;

import org.jspecify.annotations.NullMarked;
