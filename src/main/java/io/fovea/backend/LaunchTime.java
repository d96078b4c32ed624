package io.fovea.backend;

import io.fovea.graph.Node;

/**
 * How long one launch took in one run.
 *
 * @param node what it computes, or a part of
 * @param launch the launch
 * @param nanos time on the device, from its start to its end, in the device's own ticks: 0 where it
 *     took less than one
 */
public record LaunchTime(Node node, Program.Launch launch, long nanos) {}
