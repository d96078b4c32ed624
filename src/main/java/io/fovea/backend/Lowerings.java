package io.fovea.backend;

import io.fovea.graph.Node;
import io.fovea.op.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways a backend knows to do each op, best first. The built-in ops and those of other jars are
 * registered alike.
 *
 * @param <L> the backend's own kind of lowering
 */
public final class Lowerings<L extends Lowering> {
  private static final Logger log = LoggerFactory.getLogger(Lowerings.class);

  private final String backend;
  private final Predicate<L> isWanted;
  private final Map<Class<? extends Op>, List<L>> lists = new HashMap<>();

  public Lowerings(String backend) {
    this(backend, way -> true);
  }

  /** Of the ways that are registered, those alone that are wanted. */
  public Lowerings(String backend, Predicate<L> isWanted) {
    this.backend = backend;
    this.isWanted = isWanted;
  }

  /** Registers ways to do an op, best first, before any registered earlier for the same op. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final Lowerings<L> on(Class<? extends Op> op, L... bestFirst) {
    lists
        .computeIfAbsent(op, key -> new ArrayList<>())
        .addAll(0, Stream.of(bestFirst).filter(isWanted).toList());
    return this;
  }

  /** The ways to do an op, best first; empty if there is none. */
  public List<L> of(Op op) {
    return List.copyOf(lists.getOrDefault(op.getClass(), List.of()));
  }

  /** The names of the ways to do an op, best first. */
  public List<String> names(Op op) {
    return names(lists.getOrDefault(op.getClass(), List.of()));
  }

  private static List<String> names(List<? extends Lowering> ways) {
    return ways.stream().map(Lowering::name).distinct().toList();
  }

  /** The names of the ways to do each op, best first. */
  public Map<Class<? extends Op>, List<String>> names() {
    Map<Class<? extends Op>, List<String>> names = new HashMap<>();
    lists.forEach((op, ways) -> names.put(op, names(ways)));
    return names;
  }

  /**
   * What each way says to a node, best first. Ways of one name, such as those of several kernel
   * families, are one candidate, which refuses if all of them do. One that would not pay refuses
   * here too.
   *
   * @param refusal why a way cannot do the node, or null if it can
   * @param reluctance why it should not, though it can, or null where it pays
   */
  public List<Candidate> candidates(
      Node node,
      Function<L, @Nullable Unsupported> refusal,
      Function<L, @Nullable Unsupported> reluctance) {
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    for (L lowering : of(node.op())) {
      Candidate candidate =
          new Candidate(lowering.name(), objection(lowering, refusal, reluctance));
      candidates.merge(
          lowering.name(), candidate, (a, b) -> b.refusal() == null || a.refusal() != null ? b : a);
    }
    return List.copyOf(candidates.values());
  }

  private static <L extends Lowering> @Nullable Unsupported objection(
      L lowering,
      Function<L, @Nullable Unsupported> refusal,
      Function<L, @Nullable Unsupported> reluctance) {
    Unsupported unsupported = refusal.apply(lowering);
    return unsupported != null ? unsupported : reluctance.apply(lowering);
  }

  /**
   * The first way that neither refuses the node nor is reluctant, or the forced one.
   *
   * @param forced name of the only way to consider, or null
   * @param refusal why a way cannot do the node, or null if it can
   * @param reluctance why it should not, though it can, or null where it pays; a forced one is not
   *     asked
   * @throws UnsupportedGraphException listing every refusal
   */
  public L choose(
      Node node,
      @Nullable String forced,
      Function<L, @Nullable Unsupported> refusal,
      Function<L, @Nullable Unsupported> reluctance) {
    StringBuilder refusals = new StringBuilder();
    for (L lowering : of(node.op())) {
      if (forced != null && !forced.equals(lowering.name())) {
        continue;
      }
      Unsupported unsupported =
          forced == null ? objection(lowering, refusal, reluctance) : refusal.apply(lowering);
      if (unsupported == null) {
        return lowering;
      }
      log.debug("{}: {} refuses: {}", node.title(), lowering.name(), unsupported.reason());
      refusals.append("\n  ").append(lowering.name()).append(": ").append(unsupported.reason());
    }
    if (refusals.isEmpty()) {
      refusals.append(
          forced == null
              ? "\n  the op is not registered with this backend"
              : "\n  it has no implementation '" + forced + "'");
    }
    throw new UnsupportedGraphException(backend + " cannot run " + node + refusals);
  }
}
