/** Pictures: image files and grids of images, without AWT. */
@NullMarked
package io.fovea.plot;

import org.jspecify.annotations.NullMarked;
