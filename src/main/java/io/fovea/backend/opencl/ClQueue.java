package io.fovea.backend.opencl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/**
 * An in-order queue that bounds the number of launches waiting in it: drivers spend host time and
 * memory on long queues. A marker is set after every {@value #MARKED_LAUNCHES} launches; before the
 * third marker is set the first must have passed. These are the only events of the fast path. The
 * idea of the cap is gpuowl's ({@code src/Queue.cpp}).
 */
final class ClQueue {
  private static final int MARKED_LAUNCHES = 200;
  private static final int MARKERS = 2;
  private static final long SPIN_NANOS = 50_000;
  private static final long PARK_NANOS = 50_000;

  private final ClDeviceInfo info;
  private final cl_command_queue queue;
  private final Deque<cl_event> markers = new ArrayDeque<>();
  private int unmarked;
  private @Nullable ClProfile profile;

  ClQueue(ClDeviceInfo info, cl_context context, cl_device_id device, boolean profiling) {
    this.info = info;
    try {
      @SuppressWarnings("deprecation") // The replacement needs OpenCL 2.0.
      var created =
          CL.clCreateCommandQueue(
              context, device, profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0, null);
      this.queue = created;
    } catch (CLException e) {
      throw ClException.of("clCreateCommandQueue", e, info.toString());
    }
    this.profile = profiling ? new ClProfile() : null;
  }

  cl_command_queue handle() {
    return queue;
  }

  /** The times of launches so far, or null for a queue that does not take them. */
  @Nullable ClProfile profile() {
    return profile;
  }

  /** Puts a launch behind all earlier ones. */
  synchronized void enqueue(ClLaunch launch) {
    cl_event event = profile == null ? null : new cl_event();
    enqueue(launch, event);
    if (profile != null && event != null) {
      profile.add(launch, event);
    }
    if (++unmarked == MARKED_LAUNCHES) {
      mark();
    }
  }

  /**
   * Runs launches one after the other and waits for them; for a queue that takes times.
   *
   * @return the device time of each, from start to end
   */
  synchronized long[] time(ClLaunch[] launches) {
    long[] nanos = new long[launches.length];
    Deque<cl_event> events = new ArrayDeque<>();
    try {
      for (ClLaunch launch : launches) {
        cl_event event = new cl_event();
        enqueue(launch, event);
        events.add(event);
      }
      CL.clFinish(queue);
      int i = 0;
      for (cl_event event : events) {
        nanos[i++] = ClProfile.nanos(event);
      }
      return nanos;
    } catch (CLException e) {
      throw ClException.of("clGetEventProfilingInfo", e, "times of launches on " + info);
    } finally {
      events.forEach(CL::clReleaseEvent);
    }
  }

  private void enqueue(ClLaunch launch, @Nullable cl_event event) {
    try {
      CL.clEnqueueNDRangeKernel(
          queue,
          launch.kernel().handle(),
          launch.global().length,
          null,
          launch.global(),
          launch.local(),
          0,
          null,
          event);
    } catch (CLException e) {
      throw ClException.of("clEnqueueNDRangeKernel", e, launch + " on " + info);
    }
  }

  private void mark() {
    unmarked = 0;
    if (markers.size() == MARKERS) {
      await(markers.removeFirst());
    }
    try {
      cl_event marker = new cl_event();
      CL.clEnqueueMarkerWithWaitList(queue, 0, null, marker);
      markers.addLast(marker);
      CL.clFlush(queue);
    } catch (CLException e) {
      throw ClException.of("clEnqueueMarkerWithWaitList", e, info.toString());
    }
  }

  /** Tells the device to begin with what is queued. */
  void flush() {
    try {
      CL.clFlush(queue);
    } catch (CLException e) {
      throw ClException.of("clFlush", e, info.toString());
    }
  }

  /** Waits until the device has done all that is queued. */
  void finish() {
    try {
      if (info.type() == ClDeviceInfo.Type.CPU) {
        CL.clFinish(queue);
      } else {
        cl_event marker = new cl_event();
        CL.clEnqueueMarkerWithWaitList(queue, 0, null, marker);
        await(marker);
      }
    } catch (CLException e) {
      throw ClException.of("clFinish", e, info.toString());
    }
  }

  /**
   * Waits for an event and releases it. Some GPU drivers keep a core busy while they wait, so on a
   * GPU this asks and sleeps; on a CPU device the driver's own wait sleeps already, and asking
   * would take time from the kernels.
   */
  void await(cl_event event) {
    try {
      if (info.type() != ClDeviceInfo.Type.CPU) {
        CL.clFlush(queue);
        long start = System.nanoTime();
        while (!isDone(event)) {
          if (System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
          } else {
            LockSupport.parkNanos(PARK_NANOS);
          }
        }
      }
      CL.clWaitForEvents(1, new cl_event[] {event});
    } catch (CLException e) {
      throw ClException.of("clWaitForEvents", e, info.toString());
    } finally {
      CL.clReleaseEvent(event);
    }
  }

  /**
   * Whether the event's command has ended.
   *
   * @throws ClException if it ended with an error
   */
  static boolean isDone(cl_event event) {
    int[] status = new int[1];
    try {
      CL.clGetEventInfo(
          event, CL.CL_EVENT_COMMAND_EXECUTION_STATUS, Integer.BYTES, Pointer.to(status), null);
    } catch (CLException e) {
      throw ClException.of("clGetEventInfo", e, "status of a command");
    }
    if (status[0] < 0) {
      throw new ClException("a queued command", status[0], "it was aborted by the device");
    }
    return status[0] == CL.CL_COMPLETE;
  }

  /** Waits for everything, then gives the queue back. Errors of commands no longer matter here. */
  void release() {
    try {
      CL.clFinish(queue);
    } finally {
      markers.forEach(CL::clReleaseEvent);
      markers.clear();
      if (profile != null) {
        profile.release();
      }
      CL.clReleaseCommandQueue(queue);
    }
  }
}
