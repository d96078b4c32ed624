package io.fovea.backend.cpu;

/**
 * The taps of a window that lie inside the input, in ascending order.
 *
 * @param numbers the number of each tap: row * window width + column
 * @param offsets elements from the window's first pixel, even where that is padding, to each tap
 */
public record WindowTaps(int[] numbers, int[] offsets) {}
