/**
 * The pure-Java backend: float arrays, cache-blocked and multi-threaded. Lowerings turn nodes into
 * {@link io.fovea.backend.cpu.CpuStep steps} at plan time; steps call the few inner loops of {@link
 * io.fovea.backend.cpu.CpuKernels}, which exist twice: in plain Java, and in the package {@code
 * simd} with the Vector API.
 */
@NullMarked
package io.fovea.backend.cpu;

import org.jspecify.annotations.NullMarked;
