/**
 * The comparison with other engines, by one command: {@link io.fovea.peers.Peers}. It is compiled
 * and run by the Maven profile {@code peers} alone, which brings the other engines.
 */
@NullMarked
package io.fovea.peers;

import org.jspecify.annotations.NullMarked;
