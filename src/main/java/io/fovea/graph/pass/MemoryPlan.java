package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What scratch memory a graph needs and when: liveness analysis. It yields blocks with lifetimes; a
 * backend decides what backs them, with {@link ArenaLayout} (offsets into one allocation) or {@link
 * SlotLayout} (a few arrays used by turns).
 *
 * <p>Graph inputs keep their memory throughout, so that a second run without a new input sees the
 * same one; so do values of the prologue that later nodes read, unless these only prepare something
 * of them ahead of the runs: that is done right after the node that makes such a value, and ends
 * its life. Graph outputs live to the end. A reshaped value shares the memory of what it reshapes.
 * Workspace that is kept lives throughout. State is not scratch.
 */
public final class MemoryPlan {
  private static final Needs NONE = Needs.of(List.of());

  /**
   * A piece of scratch memory.
   *
   * @param what the value, or the node whose workspace it is, for messages
   * @param first index of the first node that needs it; -1 means before the first
   * @param last index of the last node that needs it
   */
  public record Block(String what, DType dtype, long elements, int first, int last) {
    public long bytes() {
      return elements * dtype.bytes();
    }

    /** True if both are needed by some node at the same time. */
    public boolean overlaps(Block other) {
      return first <= other.last && other.first <= last;
    }
  }

  /**
   * Scratch that an implementation asks for beside its node's outputs.
   *
   * @param elements number of elements of {@code dtype}
   */
  public record Workspace(DType dtype, long elements, Use use) {
    /** Scratch that holds anything when its node begins. */
    public Workspace(DType dtype, long elements) {
      this(dtype, elements, Use.IN_A_RUN);
    }
  }

  /** When a workspace is needed. */
  public enum Use {
    /** While its node runs. */
    IN_A_RUN,
    /** While its node prepares something ahead of the runs. */
    AHEAD,
    /** Always: it holds something from run to run. */
    KEPT
  }

  /**
   * What the implementation of a node asks for.
   *
   * @param prepared inputs, by number, that it reads ahead of the runs only
   */
  public record Needs(List<Workspace> workspaces, Set<Integer> prepared) {
    /** Workspaces of a node that prepares nothing. */
    public static Needs of(List<Workspace> workspaces) {
      return new Needs(workspaces, Set.of());
    }
  }

  private final Map<Value, Value> roots = new HashMap<>();
  private final Map<Value, Block> blocks = new HashMap<>();
  private final IdentityHashMap<Node, List<Block>> workspaces = new IdentityHashMap<>();
  private final List<Block> all = new ArrayList<>();
  private final Map<Value, Integer> made = new HashMap<>();

  /**
   * @param needs what the chosen implementation of each node asks for; nodes may be absent
   */
  public static MemoryPlan of(Graph graph, Map<Node, Needs> needs) {
    return new MemoryPlan(graph, needs, true);
  }

  /**
   * The same with every block alive throughout: no memory is used twice. For comparison and tests.
   */
  public static MemoryPlan withoutReuse(Graph graph, Map<Node, Needs> needs) {
    return new MemoryPlan(graph, needs, false);
  }

  private MemoryPlan(Graph graph, Map<Node, Needs> needs, boolean reuse) {
    List<Node> nodes = graph.nodes();
    int end = nodes.size();
    for (Node node : nodes) {
      if (node.op() instanceof Reshape) {
        roots.put(node.outputs().get(0), root(node.inputs().get(0)));
      }
    }
    Map<Value, int[]> lives = new HashMap<>();
    List<Value> order = new ArrayList<>();
    for (Value input : graph.inputs().values()) {
      lives.put(input, new int[] {-1, end});
      order.add(input);
    }
    for (int i = 0; i < end; i++) {
      Node node = nodes.get(i);
      Needs own = needs.getOrDefault(node, NONE);
      int ahead = ahead(node, own.prepared());
      for (int j = 0; j < node.inputs().size(); j++) {
        int[] life = lives.get(root(node.inputs().get(j)));
        if (life != null) {
          boolean isFromAhead = life[0] < graph.prologue() && i >= graph.prologue();
          int last = own.prepared().contains(j) ? ahead : isFromAhead ? end : i;
          life[1] = Math.max(life[1], last);
        }
      }
      for (Value y : node.outputs()) {
        made.put(y, i);
        if (root(y) == y && graph.variable(y) == null) {
          lives.put(y, new int[] {i, i});
          order.add(y);
        }
      }
    }
    for (Value y : graph.outputs().values()) {
      int[] life = lives.get(root(y));
      if (life != null) {
        life[1] = end;
      }
    }
    for (Value value : order) {
      int[] life = lives.getOrDefault(value, new int[] {-1, end});
      blocks.put(
          value,
          block(
              value.toString(),
              value.type().dtype(),
              value.shape().elements(),
              reuse ? life[0] : -1,
              reuse ? life[1] : end));
    }
    for (int i = 0; i < end; i++) {
      Node node = nodes.get(i);
      Needs wanted = needs.getOrDefault(node, NONE);
      List<Block> own = new ArrayList<>();
      for (Workspace workspace : wanted.workspaces()) {
        boolean isKept = !reuse || workspace.use() == Use.KEPT;
        int when = workspace.use() == Use.AHEAD ? ahead(node, wanted.prepared()) : i;
        own.add(
            block(
                "workspace of " + node.title(),
                workspace.dtype(),
                workspace.elements(),
                isKept ? -1 : when,
                isKept ? end : when));
      }
      workspaces.put(node, own);
    }
  }

  /**
   * The index of the node after which a node may prepare some of its inputs, all of them constant:
   * -1 where these are state.
   */
  public int ahead(Node node, Set<Integer> prepared) {
    return prepared.stream()
        .mapToInt(j -> made.getOrDefault(root(node.inputs().get(j)), -1))
        .max()
        .orElse(-1);
  }

  private Block block(String what, DType dtype, long elements, int first, int last) {
    Block block = new Block(what, dtype, elements, first, last);
    all.add(block);
    return block;
  }

  /** The value whose memory this one shares: itself unless it is reshaped. */
  public Value root(Value value) {
    return roots.getOrDefault(value, value);
  }

  /** The block of a value, or null where it is a piece of state. */
  public @Nullable Block block(Value value) {
    return blocks.get(root(value));
  }

  /** The workspace blocks of a node, in the order asked for. */
  public List<Block> workspace(Node node) {
    return workspaces.getOrDefault(node, List.of());
  }

  /** All blocks. */
  public List<Block> blocks() {
    return Collections.unmodifiableList(all);
  }
}
