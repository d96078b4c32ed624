package io.fovea.backend;

import io.fovea.graph.Node;
import io.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a graph is made into a program.
 *
 * @param withoutPasses names of standard passes to leave out
 * @param forced implementation to use, by op name, as a {@link Choice} writes it; compiling fails
 *     if it refuses a node
 * @param reuseMemory whether scratch memory is used by turns
 * @param poisonScratch whether scratch is filled with NaN (bytes with 0xff) before every run, so
 *     that a read of something not written in that run shows
 * @param observer called after every node of every run with its outputs, or null; slow
 */
public record CompileOptions(
    Set<String> withoutPasses,
    Map<String, String> forced,
    boolean reuseMemory,
    boolean poisonScratch,
    @Nullable Observer observer) {

  /** Sees what each node computed. */
  public interface Observer {
    /**
     * Called after a node.
     *
     * @param outputs one per output of the node; for an op that updates state in place, that state
     */
    void after(Node node, List<Tensor> outputs);
  }

  public CompileOptions {
    withoutPasses = Set.copyOf(withoutPasses);
    forced = Map.copyOf(forced);
  }

  /** All passes, best implementations, memory reused. */
  public static CompileOptions standard() {
    return new CompileOptions(Set.of(), Map.of(), true, false, null);
  }

  /** These options without one more pass. */
  public CompileOptions without(String pass) {
    Set<String> passes = new HashSet<>(withoutPasses);
    passes.add(pass);
    return new CompileOptions(passes, forced, reuseMemory, poisonScratch, observer);
  }

  /** These options with an implementation forced for an op. */
  public CompileOptions force(String op, String implementation) {
    Map<String, String> more = new HashMap<>(forced);
    more.put(op, implementation);
    return new CompileOptions(withoutPasses, more, reuseMemory, poisonScratch, observer);
  }

  /** These options with memory reuse on or off. */
  public CompileOptions reuse(boolean on) {
    return new CompileOptions(withoutPasses, forced, on, poisonScratch, observer);
  }

  /** These options with scratch poisoned before every run. */
  public CompileOptions poisoned() {
    return new CompileOptions(withoutPasses, forced, reuseMemory, true, observer);
  }

  /** These options with an observer. */
  public CompileOptions observedBy(Observer newObserver) {
    return new CompileOptions(withoutPasses, forced, reuseMemory, poisonScratch, newObserver);
  }
}
