package io.fovea.backend.opencl;

import io.fovea.graph.Node;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A node being lowered: its memory, and the kernels that it is given. */
public final class ClNode {
  private final ClDevice device;
  private final ClTarget target;
  private final Node node;
  private final String implementation;
  private final List<ClMemory> inputs;
  private final List<ClMemory> outputs;
  private final List<Boolean> used;
  private final List<ClMemory> workspaces;
  private final List<ClKernel> kernels = new ArrayList<>();
  private final List<ClLaunch> launches = new ArrayList<>();
  private final List<ClRegion> tables = new ArrayList<>();
  private final Set<String> code = new TreeSet<>();

  /**
   * @param used for each output, whether anything takes it
   */
  ClNode(
      ClDevice device,
      ClTarget target,
      Node node,
      String implementation,
      List<ClMemory> inputs,
      List<ClMemory> outputs,
      List<Boolean> used,
      List<ClMemory> workspaces) {
    this.device = device;
    this.target = target;
    this.node = node;
    this.implementation = implementation;
    this.inputs = inputs;
    this.outputs = outputs;
    this.used = used;
    this.workspaces = workspaces;
  }

  /** The node: op, types of inputs and outputs, layer. */
  public Node node() {
    return node;
  }

  /** What kernels are chosen for. */
  public ClTarget target() {
    return target;
  }

  /** Memory of an input. One that the op updates is overwritten in place. */
  public ClMemory input(int index) {
    return inputs.get(index);
  }

  /** Memory of an output. */
  public ClMemory output(int index) {
    return outputs.get(index);
  }

  /** Whether anything takes the output; one that nothing takes need not be written. */
  public boolean isUsed(int output) {
    return used.get(output);
  }

  /** Scratch memory, as asked for by {@link ClLowering#workspace}; its contents are undefined. */
  public ClMemory workspace(int index) {
    return workspaces.get(index);
  }

  /** A kernel of one of our own files; {@link ClKernel#bind} makes it the node's next launch. */
  public ClKernel kernel(String file, String name, Macros macros) {
    List<String> files = KernelLibrary.filesWith(file, target().family());
    return adopt(device.kernel(files, name, KernelLibrary.macros(files, macros)));
  }

  /** A kernel of any file; {@link ClKernel#bind} makes it the node's next launch. */
  public ClKernel kernel(KernelSource source, String name, Macros macros) {
    return adopt(device.kernel(source, name, macros));
  }

  /** Builds what this node launches for other batches only, so that none of them has to. */
  public void prepare(String file, Macros macros) {
    List<String> files = KernelLibrary.filesWith(file, target().family());
    code.add(device.prepare(files, KernelLibrary.macros(files, macros)).code());
  }

  /** Numbers that a kernel looks up: on the device from now on, for as long as the launches. */
  public ClMemory table(String name, Tensor values) {
    var slot = new ClAllocator.Slot(name, values.length(), values.dtype());
    ClRegion region = ClAllocator.of(device).allocate("a table of " + node.title(), List.of(slot));
    tables.add(region);
    device.transfers().write(region.get(0), values);
    return region.get(0);
  }

  private ClKernel adopt(ClKernel kernel) {
    kernels.add(kernel);
    return kernel.as(node.label(), implementation).thenGiveTo(this::add);
  }

  private void add(ClLaunch launch) {
    launches.add(launch);
    code.add(launch.build().code());
  }

  /** A digest of all its kernels and their macros, the same for all batches and devices. */
  String code() {
    return ClCompiler.digest(List.copyOf(code));
  }

  /**
   * The launches made.
   *
   * @throws IllegalStateException if a kernel was left unbound, or there is none
   */
  List<ClLaunch> launches() {
    if (launches.isEmpty() || launches.size() < kernels.size()) {
      throw new IllegalStateException(
          node.title()
              + ": "
              + implementation
              + " made "
              + kernels.size()
              + " kernels and bound "
              + launches.size());
    }
    return List.copyOf(launches);
  }

  /** The memory of all tables. */
  List<ClRegion> tables() {
    return List.copyOf(tables);
  }

  /** Frees every table, and every kernel, bound or not. */
  void abandon() {
    kernels.forEach(ClKernel::release);
    tables.forEach(ClRegion::close);
  }
}
