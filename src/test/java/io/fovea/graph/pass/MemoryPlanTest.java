package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.graph.RandomGraph;
import io.fovea.graph.pass.MemoryPlan.Block;
import io.fovea.graph.pass.MemoryPlan.Needs;
import io.fovea.graph.pass.MemoryPlan.Use;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No two things that are needed at the same time share a byte. */
class MemoryPlanTest {
  private static final int GRAPHS = 500;

  /** Lifetimes are found here by walking over the graph once more, in another way. */
  @Test
  void noTwoLivingBlocksShareMemory() {
    int reused = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = Passes.optimize(RandomGraph.of(seed), Set.of());
      MemoryPlan plan = MemoryPlan.of(graph, needs(graph, seed));
      SlotLayout slots = new SlotLayout(plan.blocks());
      ArenaLayout arena = new ArenaLayout(plan.blocks(), 64, 1 << 20);
      ArenaLayout small = new ArenaLayout(plan.blocks(), 64, 512);
      for (int at = graph.prologue(); at < graph.nodes().size(); at++) {
        List<Block> living = living(graph, plan, at);
        for (int i = 0; i < living.size(); i++) {
          for (int j = 0; j < i; j++) {
            Block a = living.get(i);
            Block b = living.get(j);
            String both = a + " and " + b + ", seed " + seed;
            assertTrue(slots.slot(a) != slots.slot(b), both);
            assertFalse(meet(arena, a, b), both);
            assertFalse(meet(small, a, b), both);
          }
        }
      }
      for (Block block : plan.blocks()) {
        assertEquals(block.dtype(), slots.slot(block).dtype());
        assertTrue(slots.slot(block).elements() >= block.elements());
        assertEquals(0, arena.place(block).offset() % 64);
        assertTrue(
            small.place(block).offset() + block.bytes()
                <= small.arenaBytes().get(small.place(block).arena()));
      }
      small.arenaBytes().forEach(bytes -> assertTrue(bytes <= 512));
      MemoryPlan apart = MemoryPlan.withoutReuse(graph, needs(graph, seed));
      reused += arena.bytes() < new ArenaLayout(apart.blocks(), 64, 1 << 20).bytes() ? 1 : 0;
    }
    assertTrue(reused > GRAPHS / 4, "memory was reused in " + reused + " graphs only");
  }

  private static boolean meet(ArenaLayout arena, Block a, Block b) {
    ArenaLayout.Place p = arena.place(a);
    ArenaLayout.Place q = arena.place(b);
    return p.arena() == q.arena()
        && p.offset() < q.offset() + b.bytes()
        && q.offset() < p.offset() + a.bytes();
  }

  private static Map<Node, Needs> needs(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<Node, Needs> needs = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      if (random.nextInt(3) == 0) {
        needs.put(
            node,
            Needs.of(
                List.of(
                    new Workspace(DType.F32, 1 + random.nextInt(60)),
                    new Workspace(DType.I32, 1 + random.nextInt(60)))));
      }
    }
    return needs;
  }

  /** Two runs, of which the second prepares nothing, in memory that knows what it holds. */
  @Test
  void whatIsPreparedLivesAsLongAsItIsRead() {
    int freed = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = Passes.optimize(RandomGraph.of(seed), Set.of());
      Map<Node, Needs> needs = preparing(graph, seed);
      MemoryPlan plan = MemoryPlan.of(graph, needs);
      Memory memory = new Memory(plan, "seed " + seed);
      graph.inputs().values().forEach(memory::write);
      for (int run = 0; run < 2; run++) {
        for (int at = run == 0 ? -1 : graph.prologue(); at < graph.nodes().size(); at++) {
          if (at >= 0) {
            memory.run(graph.nodes().get(at), needs);
          }
          for (Node node : graph.nodes()) {
            Needs own = needs.get(node);
            if (run == 0 && own != null && plan.ahead(node, own.prepared()) == at) {
              memory.prepare(node, own);
            }
          }
        }
        graph.outputs().values().forEach(memory::read);
      }
      List<Block> without = MemoryPlan.of(graph, Map.of()).blocks();
      freed += lives(plan.blocks(), graph) < lives(without, graph) ? 1 : 0;
    }
    assertTrue(freed > 20, "values of the prologue died in " + freed + " graphs only");
  }

  /** How many outputs of nodes live to the end. */
  private static long lives(List<Block> blocks, Graph graph) {
    return blocks.stream()
        .filter(block -> block.last() == graph.nodes().size() && block.first() >= 0)
        .count();
  }

  /** Some nodes prepare some of their constant inputs. */
  private static Map<Node, Needs> preparing(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<Node, Needs> needs = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      Set<Integer> prepared = new TreeSet<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        if (graph.isConstant(node.inputs().get(i)) && random.nextInt(3) > 0) {
          prepared.add(i);
        }
      }
      if (!prepared.isEmpty()) {
        List<Workspace> workspaces = new ArrayList<>();
        for (Use use : Use.values()) {
          workspaces.add(new Workspace(DType.F32, 1 + random.nextInt(60), use));
        }
        needs.put(node, new Needs(workspaces, prepared));
      }
    }
    return needs;
  }

  /** What each slot was last written for. */
  private static final class Memory {
    private final MemoryPlan plan;
    private final SlotLayout slots;
    private final Map<Integer, Block> held = new HashMap<>();
    private final String what;

    Memory(MemoryPlan plan, String what) {
      this.plan = plan;
      this.slots = new SlotLayout(plan.blocks());
      this.what = what;
    }

    void run(Node node, Map<Node, Needs> needs) {
      Needs own = needs.getOrDefault(node, Needs.of(List.of()));
      for (int i = 0; i < node.inputs().size(); i++) {
        if (!own.prepared().contains(i)) {
          read(node.inputs().get(i));
        }
      }
      touch(node, own, Use.IN_A_RUN);
      if (!(node.op() instanceof Reshape)) {
        node.outputs().forEach(this::write);
      }
      for (int i = 0; i < own.workspaces().size(); i++) {
        if (own.workspaces().get(i).use() == Use.KEPT) {
          check(plan.workspace(node).get(i));
        }
      }
    }

    void prepare(Node node, Needs own) {
      touch(node, own, Use.AHEAD);
      touch(node, own, Use.KEPT);
      own.prepared().forEach(i -> read(node.inputs().get(i)));
    }

    private void touch(Node node, Needs own, Use use) {
      for (int i = 0; i < own.workspaces().size(); i++) {
        if (own.workspaces().get(i).use() == use) {
          write(plan.workspace(node).get(i));
        }
      }
    }

    void write(Value value) {
      Block block = plan.block(value);
      if (block != null) {
        write(block);
      }
    }

    private void write(Block block) {
      held.put(slots.slot(block).index(), block);
    }

    void read(Value value) {
      Block block = plan.block(value);
      if (block != null) {
        check(block);
      }
    }

    private void check(Block block) {
      assertSame(block, held.get(slots.slot(block).index()), what);
    }
  }

  /** What must not be overwritten while a node after the prologue runs. */
  private static List<Block> living(Graph graph, MemoryPlan plan, int at) {
    List<Block> living = new ArrayList<>();
    for (Value input : graph.inputs().values()) {
      add(living, plan, input);
    }
    for (int i = 0; i <= at; i++) {
      for (Value y : graph.nodes().get(i).outputs()) {
        boolean keptForNextRun = i < graph.prologue() && isReadFrom(graph, y, graph.prologue());
        if (i == at || keptForNextRun || isReadFrom(graph, y, at)) {
          add(living, plan, y);
        }
      }
    }
    living.addAll(plan.workspace(graph.nodes().get(at)));
    return living;
  }

  private static void add(List<Block> living, MemoryPlan plan, Value value) {
    Block block = plan.block(value);
    if (block != null && living.stream().noneMatch(known -> known == block)) {
      living.add(block);
    }
  }

  /** True if a node from the given index on, or the host, reads the value or a reshape of it. */
  private static boolean isReadFrom(Graph graph, Value value, int from) {
    if (graph.outputs().containsValue(value)) {
      return true;
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (node.inputs().contains(value)) {
        boolean passesOn =
            node.op() instanceof Reshape && isReadFrom(graph, node.outputs().get(0), from);
        if (i >= from || passesOn) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aReshapeSharesMemoryAndStateHasNone() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.real(4, 6));
    Value y = builder.emit(new Relu(), x);
    Value flat = builder.emit(new Reshape(Shape.of(24)), y);
    Value again = builder.emit(new Reshape(Shape.of(2, 12)), flat);
    builder.output("z", builder.emit(new Relu(), again));
    MemoryPlan plan = MemoryPlan.of(builder.build(), Map.of());
    assertSame(plan.block(y), plan.block(again));
    assertSame(y, plan.root(again));
    assertEquals(3, plan.blocks().size());
    assertNull(plan.block(new Value(TensorType.real(1), "stranger")));
  }

  @Test
  void aBlockLargerThanAnyAllocationIsRefusedByName() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("pixels", TensorType.real(1000));
    builder.output("y", builder.emit(new Relu(), x));
    List<Block> blocks = MemoryPlan.of(builder.build(), Map.of()).blocks();
    var e = assertThrows(IllegalArgumentException.class, () -> new ArenaLayout(blocks, 64, 1024));
    assertTrue(e.getMessage().contains("4032"), e.getMessage());
    assertTrue(e.getMessage().contains("1024"), e.getMessage());
  }
}
