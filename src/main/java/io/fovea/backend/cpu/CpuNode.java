package io.fovea.backend.cpu;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.MemoryPlan.Needs;
import io.fovea.graph.pass.MemoryPlan.Use;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node being lowered: its arguments, the scratch memory that it asks for, and what it computes
 * with. The memory of all of these is decided after lowering, before the first run.
 */
public final class CpuNode {
  /** Elements that make a piece of a simple loop worth another thread. */
  public static final int GRAIN = 16 * 1024;

  private final Node node;
  private final List<CpuTensor> inputs;
  private final List<CpuTensor> outputs;
  private final List<Boolean> used;
  private final CpuKernels kernels;
  private final Workers workers;
  private final List<Boolean> constant;
  private final List<CpuTensor> workspaces = new ArrayList<>();
  private final List<Workspace> wanted = new ArrayList<>();
  private final List<CpuStep> preparations = new ArrayList<>();
  private final Set<Integer> prepared = new TreeSet<>();

  /**
   * @param used for each output, whether anything takes it
   * @param constant for each input, whether it is the same from run to run
   */
  CpuNode(
      Node node, List<Boolean> used, List<Boolean> constant, CpuKernels kernels, Workers workers) {
    this.node = node;
    this.inputs = node.inputTypes().stream().map(CpuTensor::new).toList();
    this.outputs = node.outputTypes().stream().map(CpuTensor::new).toList();
    this.used = used;
    this.constant = constant;
    this.kernels = kernels;
    this.workers = workers;
  }

  /** The node: op, types of inputs and outputs, layer. */
  public Node node() {
    return node;
  }

  /** An input. One that the op updates is overwritten in place. */
  public CpuTensor input(int index) {
    return inputs.get(index);
  }

  /** An output; it holds anything, and every element that is used must be written. */
  public CpuTensor output(int index) {
    return outputs.get(index);
  }

  List<CpuTensor> inputs() {
    return inputs;
  }

  List<CpuTensor> outputs() {
    return outputs;
  }

  /** Whether anything takes the output; one that nothing takes need not be written. */
  public boolean isUsed(int output) {
    return used.get(output);
  }

  /** The inner loops. */
  public CpuKernels kernels() {
    return kernels;
  }

  /** The threads. */
  public Workers workers() {
    return workers;
  }

  /**
   * Scratch memory for this node's step, which holds anything when the step begins.
   *
   * @throws OutOfDeviceMemoryException if it exceeds the largest Java array
   */
  public CpuTensor workspace(DType dtype, long elements) {
    return workspace(dtype, elements, Use.IN_A_RUN);
  }

  private CpuTensor workspace(DType dtype, long elements, Use use) {
    if (elements > CpuTensor.MAX_ELEMENTS) {
      throw new OutOfDeviceMemoryException(
          node.title() + ": a workspace of " + elements + " elements exceeds a Java array",
          elements * dtype.bytes());
    }
    CpuTensor tensor = new CpuTensor(new TensorType(dtype, Shape.of((int) elements)));
    workspaces.add(tensor);
    wanted.add(new Workspace(dtype, elements, use));
    return tensor;
  }

  /** Whether an input is the same from run to run, as weights are in prediction. */
  boolean isConstant(CpuTensor input) {
    int index = inputs.indexOf(input);
    return index >= 0 && constant.get(index);
  }

  /** Scratch memory for what is made of an input, kept where that is constant. */
  CpuTensor prepared(CpuTensor input, DType dtype, long elements) {
    return workspace(dtype, elements, isConstant(input) ? Use.KEPT : Use.IN_A_RUN);
  }

  /**
   * Scratch memory for each worker that is needed while something is made of an input: ahead of the
   * runs where that is constant.
   */
  CpuTensor[] workspaceToPrepare(CpuTensor input, long elements) {
    return perWorker(DType.F32, elements, isConstant(input) ? Use.AHEAD : Use.IN_A_RUN);
  }

  /**
   * Adds a step that prepares a constant input, such as packing it: it is done ahead of the runs,
   * and again when state has changed. The input is not to be read at other times, nor other
   * workspaces than those meant for it to be used.
   */
  void prepare(CpuTensor input, CpuStep preparing) {
    prepared.add(inputs.indexOf(input));
    preparations.add(preparing);
  }

  List<CpuStep> preparations() {
    return preparations;
  }

  /** Scratch memory of so many reals for each worker. */
  public CpuTensor[] workspacePerWorker(long elements) {
    return workspacePerWorker(DType.F32, elements);
  }

  /** Scratch memory for each worker. */
  public CpuTensor[] workspacePerWorker(DType dtype, long elements) {
    return perWorker(dtype, elements, Use.IN_A_RUN);
  }

  private CpuTensor[] perWorker(DType dtype, long elements, Use use) {
    CpuTensor[] tensors = new CpuTensor[workers.count()];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = workspace(dtype, elements, use);
    }
    return tensors;
  }

  /** A matrix product for each worker. */
  BlockProduct[] newProducts() {
    BlockProduct[] products = new BlockProduct[workers.count()];
    for (int i = 0; i < products.length; i++) {
      products[i] = kernels.newProduct();
    }
    return products;
  }

  List<CpuTensor> workspaces() {
    return workspaces;
  }

  /** What was asked for so far, as the memory plan takes it. */
  Needs wanted() {
    return new Needs(wanted, prepared);
  }

  /** The blocks of workspace that hold something from run to run. */
  List<MemoryPlan.Block> kept(MemoryPlan plan) {
    List<MemoryPlan.Block> kept = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).use() == Use.KEPT) {
        kept.add(plan.workspace(node).get(i));
      }
    }
    return kept;
  }

  /** A piece of a step that works on the elements or rows {@code from .. to - 1}. */
  @FunctionalInterface
  public interface Range {
    /**
     * Does the piece.
     *
     * @param worker who does it, from 0 to {@link Workers#count} - 1
     */
    void run(int from, int to, int worker);
  }

  /**
   * A step over n independent elements or rows, split among the workers.
   *
   * @param grain least size of a piece, so that small steps do not wake other threads: some ten
   *     thousand elements
   */
  public CpuStep inParallel(int n, int grain, Range range) {
    int pieces = Math.max(1, Math.min(n / Math.max(1, grain), 4 * workers.count()));
    int size = (n + pieces - 1) / pieces;
    int tasks = (n + size - 1) / size;
    Workers.Task task =
        (index, worker) -> {
          int from = index * size;
          range.run(from, from + Math.min(size, n - from), worker);
        };
    return () -> workers.run(tasks, task);
  }
}
