/**
 * The Vector API twin of the inner loops, and the only importer of {@code jdk.incubator.vector}. It
 * is compiled by itself and found by name where that module is present.
 *
 * <p>What keeps it fast on every JDK from 17 on: species are static and final, vectors live in
 * local variables of one method with flat counted loops, and none is merged behind an {@code if}.
 * What keeps it deterministic: lanes are reduced in a fixed order, and no transcendental function
 * of the Vector API is used.
 */
@NullMarked
package io.fovea.backend.cpu.simd;

import org.jspecify.annotations.NullMarked;
