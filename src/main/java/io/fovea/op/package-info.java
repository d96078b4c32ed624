/**
 * The operations: one record each, holding its attributes, its shape rule, its gradient rule and
 * its cost. These are the only places where those formulas exist; backends receive their results.
 *
 * <p>Axes are named by one alphabet: {@code n; ih iw ic; oh ow oc; kh kw}. Tensors are {@code x w b
 * y}, their gradients {@code dx dw db dy}. Matrix products are {@code [m, k] x [k, n]}.
 */
@NullMarked
package io.fovea.op;

import org.jspecify.annotations.NullMarked;
