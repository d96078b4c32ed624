package io.fovea.backend.opencl;

import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Lowerings;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Peak;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.backend.Tuner;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open device: a context, one in-order queue for kernels, one for transfers, one that takes
 * times where somebody asks for them, and everything made on them.
 *
 * <p>Several threads may use a device; each kernel belongs to one of them. Closing waits for what
 * is queued and frees kernels, programs, buffers, queues and context in that order, whatever is
 * still in use elsewhere; a second close does nothing, and any use afterwards throws {@link
 * IllegalStateException}.
 */
public final class ClDevice implements Device {
  private static final Logger log = LoggerFactory.getLogger(ClDevice.class);

  private final ClDeviceInfo info;
  private final cl_device_id device;
  private final cl_context context;
  private final ClCompiler compiler;
  private final ClQueue transferQueue;
  private final Transfers transfers;
  private final Set<ClKernel> kernels = ConcurrentHashMap.newKeySet();
  private final Set<ClBuffer> buffers = ConcurrentHashMap.newKeySet();
  private final AtomicLong allocatedBytes = new AtomicLong();

  /** Read-locked by what calls the driver, write-locked by close: it meets no call under way. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final Lowerings<ClLowering> lowerings;
  private final ClTarget target;
  private final SelfCheck selfCheck;
  private final ClTuner tuner;
  private volatile ClQueue queue;

  /** A queue that takes times, made when it is first wanted: the usual one has no events. */
  private @Nullable ClQueue timingQueue;

  private volatile boolean closed;

  private ClDevice(ClPlatforms.Entry entry, Precision precision, ClBinaryCache cache) {
    this.info = entry.info();
    this.device = entry.device;
    var properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, entry.platform);
    try {
      this.context =
          CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null);
    } catch (CLException e) {
      throw ClException.of("clCreateContext", e, info.toString());
    }
    this.queue = new ClQueue(info, context, device, false);
    this.transferQueue = new ClQueue(info, context, device, false);
    this.compiler = new ClCompiler(info, context, device, cache);
    this.transfers = new Transfers(this, transferQueue);
    this.selfCheck = new SelfCheck(this, cache);
    try {
      this.target = new ClTarget(info, FamilyProbe.choose(this), precision);
      this.lowerings = ClLowerings.of(target.family());
      this.tuner = new ClTuner(this, TuningFile.ofUser(target));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a device that was {@linkplain ClPlatforms#discover() found}.
   *
   * @throws ClException if the driver refuses, or no kernel family works on it
   */
  public static ClDevice open(ClPlatforms.Entry entry, Precision precision) {
    return open(entry, precision, ClBinaryCache.ofUser(entry.info()));
  }

  static ClDevice open(ClPlatforms.Entry entry, Precision precision, ClBinaryCache cache) {
    JvmSignals.warnIfExposed();
    return new ClDevice(entry, precision, cache);
  }

  @Override
  public DeviceInfo info() {
    return ClBackend.describe(info, target.family());
  }

  @Override
  public Precision precision() {
    return target.precision();
  }

  @Override
  public State allocate(StateLayout layout) {
    return new ClState(this, layout);
  }

  @Override
  public void rearrange(State state, StateLayout layout) {
    own(state).rearrange(layout);
  }

  @Override
  public Program plan(Graph graph, State state, CompileOptions options) {
    return planner(graph, state, options).plan();
  }

  @Override
  public long plannedBytes(Graph graph, State state, CompileOptions options) {
    return planner(optimize(graph, options), state, options).plannedBytes();
  }

  private ClPlanner planner(Graph graph, State state, CompileOptions options) {
    return new ClPlanner(this, graph, own(state), options);
  }

  private ClState own(State state) {
    if (!(state instanceof ClState own) || own.device() != this) {
      throw new IllegalArgumentException("the state was not allocated by this device, " + info);
    }
    return own;
  }

  @Override
  public List<String> implementations(Op op) {
    return lowerings.names(op);
  }

  @Override
  public Map<Class<? extends Op>, List<String>> implementations() {
    return lowerings.names();
  }

  @Override
  public List<Candidate> candidates(Node node) {
    return lowerings.candidates(
        node, l -> l.refusal(node, target), l -> l.reluctance(node, target));
  }

  @Override
  public Optional<Tuner> tuner() {
    return Optional.of(tuner);
  }

  /** Choices that were measured. */
  Tuning tuning() {
    return tuner.tuning();
  }

  @Override
  public Optional<Peak> measurePeak() {
    return Optional.of(new ClPeak(this).measure());
  }

  /** What the device says about itself. */
  ClDeviceInfo limits() {
    return info;
  }

  /** What kernels are chosen for. */
  ClTarget target() {
    return target;
  }

  SelfCheck selfCheck() {
    return selfCheck;
  }

  Lowerings<ClLowering> lowerings() {
    return lowerings;
  }

  /** A kernel of one of our own files, to be given its arguments. */
  public ClKernel kernel(String file, String name, Macros macros) {
    return kernel(List.of(file), name, macros);
  }

  /** A kernel of one of our own files, which are built together. */
  ClKernel kernel(List<String> files, String name, Macros macros) {
    return kernel(() -> compiler.build(files, macros), name);
  }

  /** A kernel of any file, to be given its arguments. */
  public ClKernel kernel(KernelSource source, String name, Macros macros) {
    return kernel(() -> compiler.build(source, macros), name);
  }

  private ClKernel kernel(Supplier<ClBuild> build, String name) {
    enter();
    try {
      var kernel = new ClKernel(this, build.get(), name);
      kernels.add(kernel);
      return kernel;
    } finally {
      leave();
    }
  }

  /** Builds our own files now, for kernels that may be wanted later. */
  ClBuild prepare(List<String> files, Macros macros) {
    enter();
    try {
      return compiler.build(files, macros);
    } finally {
      leave();
    }
  }

  /** Reading, writing and filling device memory. */
  Transfers transfers() {
    return transfers;
  }

  /** Tells the device to begin with what is queued. */
  public void flush() {
    enter();
    try {
      queue.flush();
    } finally {
      leave();
    }
  }

  @Override
  public void finish() {
    enter();
    try {
      queue.finish();
    } finally {
      leave();
    }
  }

  /**
   * Puts the binaries of all kernels launched so far into the cache on disk. To be called after
   * every kernel of a plan ran once: drivers may generate code only then.
   */
  public void saveBinaries() {
    enter();
    try {
      if (compiler.isWorthSaving()) {
        queue.finish();
        compiler.saveBinaries();
      }
      JvmSignals.reclaim();
    } finally {
      leave();
    }
  }

  /**
   * Switches the taking of times on or off: with it every launch has an event, without it none has.
   * Waits for what is queued.
   *
   * @return the times that are being taken, or null when switched off
   */
  public synchronized @Nullable ClProfile profile(boolean on) {
    enter();
    try {
      if (on != (queue.profile() != null)) {
        ClQueue before = queue;
        before.finish();
        queue = new ClQueue(info, context, device, on);
        before.release();
      }
      return queue.profile();
    } finally {
      leave();
    }
  }

  /**
   * Runs launches behind everything queued and waits for them.
   *
   * @return the device time of each, from start to end
   */
  synchronized long[] time(ClLaunch[] launches) {
    enter();
    try {
      queue.finish();
      if (timingQueue == null) {
        timingQueue = new ClQueue(info, context, device, true);
      }
      long[] nanos = timingQueue.time(launches);
      for (ClLaunch launch : launches) {
        launch.noteLaunch();
      }
      return nanos;
    } finally {
      leave();
    }
  }

  /** Bytes of all buffers that exist on this device through this object. */
  long allocatedBytes() {
    return allocatedBytes.get();
  }

  ClCompiler compiler() {
    return compiler;
  }

  cl_device_id deviceId() {
    return device;
  }

  /** The queue for kernels; call it between {@link #enter} and {@link #leave}. */
  ClQueue queue() {
    return queue;
  }

  void enqueue(ClLaunch launch) {
    enter();
    try {
      queue.enqueue(launch);
    } finally {
      leave();
    }
  }

  /** Opens a stretch of code that calls the driver. */
  void enter() {
    use.readLock().lock();
    if (closed) {
      use.readLock().unlock();
      throw new IllegalStateException("OpenCL device " + info + " is used after it was closed");
    }
  }

  void leave() {
    use.readLock().unlock();
  }

  /**
   * A new buffer; its contents are undefined.
   *
   * @param purpose what it is for, in errors
   * @throws OutOfDeviceMemoryException if the device cannot hold it
   */
  ClBuffer allocate(String purpose, long bytes) {
    enter();
    try {
      requireRoom(purpose + " (one buffer)", bytes, info.maxAllocationBytes());
      requireRoom(purpose, bytes, freeBytes());
      try {
        cl_mem memory = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, null);
        var buffer = new ClBuffer(memory, bytes);
        buffers.add(buffer);
        allocatedBytes.addAndGet(bytes);
        return buffer;
      } catch (CLException e) {
        throw typed(ClException.of("clCreateBuffer", e, purpose), purpose, bytes);
      }
    } finally {
      leave();
    }
  }

  /** Device memory that is not taken through this object. */
  long freeBytes() {
    return info.globalBytes() - allocatedBytes.get();
  }

  /**
   * @throws OutOfDeviceMemoryException if more is wanted than there is
   */
  void requireRoom(String purpose, long plannedBytes, long available) {
    if (plannedBytes > available) {
      throw new OutOfDeviceMemoryException(
          "%s needs %d bytes, OpenCL device %s can give %d"
              .formatted(purpose, plannedBytes, info, available),
          plannedBytes);
    }
  }

  /** Gives an error that means exhausted memory its own type; others stay as they are. */
  DeviceException typed(ClException e, String purpose, long plannedBytes) {
    return switch (e.code()) {
      case ClException.MEM_OBJECT_ALLOCATION_FAILURE,
          ClException.OUT_OF_RESOURCES,
          ClException.OUT_OF_HOST_MEMORY,
          ClException.INVALID_BUFFER_SIZE -> {
        var typed =
            new OutOfDeviceMemoryException(
                purpose + " needs " + plannedBytes + " bytes: " + e.getMessage(), plannedBytes);
        typed.initCause(e);
        yield typed;
      }
      default -> e;
    };
  }

  /** Frees a buffer after all that is queued; does nothing for one that is freed already. */
  void release(ClBuffer buffer) {
    use.readLock().lock();
    try {
      if (!closed && buffers.remove(buffer)) {
        queue.finish();
        free(buffer);
      }
    } finally {
      leave();
    }
  }

  /** Frees a kernel after all that is queued; does nothing for one that is freed already. */
  void release(ClKernel kernel) {
    use.readLock().lock();
    try {
      if (!closed && kernels.remove(kernel)) {
        queue.finish();
        kernel.releaseHandle();
      }
    } finally {
      leave();
    }
  }

  private void free(ClBuffer buffer) {
    CL.clReleaseMemObject(buffer.memory());
    buffer.markReleased();
    allocatedBytes.addAndGet(-buffer.bytes());
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        quietly(queue::finish);
        quietly(compiler::saveBinaries);
        kernels.forEach(k -> quietly(k::releaseHandle));
        kernels.clear();
        quietly(compiler::release);
        quietly(transfers::release);
        buffers.forEach(b -> quietly(() -> free(b)));
        buffers.clear();
        quietly(transferQueue::release);
        quietly(queue::release);
        if (timingQueue != null) {
          quietly(timingQueue::release);
        }
        quietly(() -> CL.clReleaseContext(context));
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  /** After a lost device every call fails; what can still be freed must be freed all the same. */
  private void quietly(Runnable step) {
    try {
      step.run();
    } catch (CLException | ClException e) {
      log.debug("while closing {}: {}", info, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return info + ", " + target.family() + " kernels";
  }
}
