package io.fovea.backend.opencl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;

/**
 * Device times of launches, one entry per node and kernel, in the order in which they first ran.
 */
public final class ClProfile {
  /** Events are read and released in batches of this many, so that a long run holds few of them. */
  private static final int PENDING = 1_000;

  private final List<Pending> pending = new ArrayList<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Pending(ClLaunch launch, cl_event event) {}

  /**
   * @param node the plan node
   * @param kernel the kernel's name
   * @param implementation the implementation that chose it
   * @param launches how often it ran
   * @param nanos device time of all runs together, from start to end
   */
  public record Entry(
      String node, String kernel, String implementation, long launches, long nanos) {}

  synchronized void add(ClLaunch launch, cl_event event) {
    pending.add(new Pending(launch, event));
    if (pending.size() == PENDING) {
      collect();
    }
  }

  /** The times of all launches that were queued before this call; waits for them. */
  public synchronized List<Entry> entries() {
    collect();
    return List.copyOf(entries.values());
  }

  /** Forgets all times. */
  public synchronized void clear() {
    collect();
    entries.clear();
  }

  private void collect() {
    try {
      for (Pending p : pending) {
        CL.clWaitForEvents(1, new cl_event[] {p.event()});
        long nanos = nanos(p.event());
        ClLaunch launch = p.launch();
        String key = launch.node() + " " + launch.kernelName() + " " + launch.implementation();
        entries.merge(
            key,
            new Entry(launch.node(), launch.kernelName(), launch.implementation(), 1, nanos),
            (a, b) ->
                new Entry(
                    a.node(),
                    a.kernel(),
                    a.implementation(),
                    a.launches() + 1,
                    a.nanos() + b.nanos()));
      }
    } catch (CLException e) {
      throw ClException.of("clGetEventProfilingInfo", e, "times of launches");
    } finally {
      release();
    }
  }

  /** Device time of a command that has ended, from its start to its end. */
  static long nanos(cl_event event) {
    return time(event, CL.CL_PROFILING_COMMAND_END) - time(event, CL.CL_PROFILING_COMMAND_START);
  }

  private static long time(cl_event event, int parameter) {
    long[] value = new long[1];
    CL.clGetEventProfilingInfo(event, parameter, Long.BYTES, Pointer.to(value), null);
    return value[0];
  }

  synchronized void release() {
    pending.forEach(p -> CL.clReleaseEvent(p.event()));
    pending.clear();
  }
}
