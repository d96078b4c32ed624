package io.fovea.check;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.Op;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A device whose results of one op look as if the largest number were off by a part of it. */
record TamperedDevice(Device device, String op, float part) implements Device {
  @Override
  public DeviceInfo info() {
    return device.info();
  }

  @Override
  public State allocate(StateLayout layout) {
    return device.allocate(layout);
  }

  @Override
  public void rearrange(State state, StateLayout layout) {
    device.rearrange(state, layout);
  }

  @Override
  public Program plan(Graph graph, State state, CompileOptions options) {
    CompileOptions.Observer observer = options.observer();
    return device.plan(
        graph,
        state,
        observer == null
            ? options
            : options.observedBy((node, results) -> observer.after(node, seen(node, results))));
  }

  private List<Tensor> seen(Node node, List<Tensor> results) {
    if (!node.op().name().equals(op)) {
      return results;
    }
    List<Tensor> changed = new ArrayList<>(results);
    float[] values = results.get(0).floats().clone();
    int largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
    }
    values[largest] += part * values[largest];
    changed.set(0, Tensor.of(results.get(0).shape(), values));
    return changed;
  }

  @Override
  public List<String> implementations(Op theOp) {
    return device.implementations(theOp);
  }

  @Override
  public Map<Class<? extends Op>, List<String>> implementations() {
    return device.implementations();
  }

  @Override
  public List<Candidate> candidates(Node node) {
    return device.candidates(node);
  }

  @Override
  public void finish() {
    device.finish();
  }

  @Override
  public void close() {
    device.close();
  }
}
