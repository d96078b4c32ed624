package io.fovea.backend.opencl;

import io.fovea.backend.Backend;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.graph.Node;
import io.fovea.op.FlatUpdate;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each kernel binary once on this device before it is relied upon, with one image at the real
 * geometry, and compares the result with the reference backend's, integers exactly: drivers that
 * compute wrong numbers without an error are common enough. Verdicts are kept beside the binaries.
 *
 * <p>What cannot be judged passes: ops that take integers which must fit together, nodes too large
 * for the reference, and implementations that were forced. One that chooses other kernels for one
 * image than for a batch is judged by those.
 */
final class SelfCheck {
  private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);

  /** {@code off} to trust every driver. */
  static final String PROPERTY = "fovea.opencl.selfcheck";

  /** Which numbers the ops are run on, and how they are judged: other verdicts are not taken. */
  private static final String SAMPLES = "samples 4";

  private static final String PASSED = "passed";
  private static final String FAILED = "it failed its self-check on this device: ";
  private static final long MOST_FLOPS = 1_000_000_000L;
  private static final long MOST_ELEMENTS = 1L << 24;

  /** Not a rounding bound: wrong kernels are wrong by more, and right ones by far less. */
  private static final double TOLERANCE = 1e-3;

  private final ClDevice device;
  private final ClBinaryCache cache;
  private final Map<String, String> verdicts = new ConcurrentHashMap<>();

  /** What the reference gave last: several ways to do one node are judged one after the other. */
  private volatile @Nullable Expected last;

  private record Expected(SampleNode sample, List<Tensor> results) {}

  SelfCheck(ClDevice device, ClBinaryCache cache) {
    this.device = device;
    this.cache = cache;
  }

  /** Why the implementation of a node must not be used, or null. */
  @Nullable String failure(Node node, String implementation, List<ClLaunch> launches) {
    if ("off".equals(System.getProperty(PROPERTY))) {
      return null;
    }
    SampleNode sample = SampleNode.of(node);
    String key = key(sample, implementation, launches);
    String verdict = verdicts.get(key);
    if (verdict == null) {
      verdict = cache.verdict(key);
    }
    if (verdict == null) {
      verdict = judge(node, sample, implementation, key);
    }
    verdicts.put(key, verdict);
    return verdict.equals(PASSED) ? null : verdict;
  }

  private static String key(SampleNode sample, String implementation, List<ClLaunch> launches) {
    Stream<String> builds =
        launches.stream().map(launch -> launch.build().key()).distinct().sorted();
    Stream<String> what = Stream.of(SAMPLES, implementation, sample.op().toString());
    Stream<String> types = sample.inputs().stream().map(type -> type.dtype() + " " + type.shape());
    return ClCompiler.digest(Stream.of(what, types, builds).flatMap(s -> s).toList());
  }

  private String judge(Node node, SampleNode sample, String implementation, String key) {
    long flops = sample.op().cost(sample.inputs(), sample.op().infer(sample.inputs())).flops();
    boolean isLarge = flops > MOST_FLOPS || sample.elements() > MOST_ELEMENTS;
    List<Tensor> inputs = isLarge ? null : inputs(sample);
    if (inputs == null) {
      log.debug("{}: {} is not checked", node.title(), implementation);
      return PASSED;
    }
    List<Tensor> want;
    try {
      want = expected(sample, inputs);
    } catch (RuntimeException e) {
      // Numbers that we made up mean nothing to this op.
      log.debug("{}: {} is not checked: {}", node.title(), implementation, e.toString());
      return PASSED;
    }
    try {
      var options = CompileOptions.standard().force(node.op().name(), implementation);
      String difference = difference(Eager.runAll(device, sample.op(), options, inputs), want);
      String verdict = difference == null ? PASSED : FAILED + difference;
      cache.saveVerdict(key, verdict);
      return announce(node, implementation, verdict);
    } catch (UnsupportedGraphException | OutOfDeviceMemoryException e) {
      log.debug("{}: {} is not checked: {}", node.title(), implementation, e.getMessage());
      return PASSED;
    } catch (ClException e) {
      // The device may only be out of something: that makes no lasting verdict.
      return announce(node, implementation, FAILED + e.getMessage());
    }
  }

  private String announce(Node node, String implementation, String verdict) {
    if (!verdict.equals(PASSED)) {
      log.warn("{}: {} is not used, {} ({})", node.title(), implementation, verdict, device);
    }
    return verdict;
  }

  private List<Tensor> expected(SampleNode sample, List<Tensor> inputs) {
    Expected known = last;
    if (known == null || !known.sample().equals(sample)) {
      known = new Expected(sample, reference(sample, inputs));
      last = known;
    }
    return known.results();
  }

  private static List<Tensor> reference(SampleNode sample, List<Tensor> inputs) {
    for (Backend backend : Devices.backends()) {
      if (backend.name().equals("reference")) {
        try (Device reference = backend.open(backend.devices().get(0))) {
          return Eager.runAll(reference, sample.op(), CompileOptions.standard(), inputs);
        }
      }
    }
    throw new UnsupportedGraphException("the reference backend is not on the class path");
  }

  /**
   * Multiples of 1/8, most of them positive: sums of their products are exact in single precision,
   * even of factors that are rounded to 8 bits, so that all precisions are judged alike; and
   * logarithms mostly exist. All of them where they are moments: means of squares are not negative,
   * and beside a negative one a root of next to nothing would be judged. Null where an op wants
   * integers that we know nothing of.
   */
  static @Nullable List<Tensor> inputs(SampleNode sample) {
    var random = new SplittableRandom(20_180_401);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < sample.inputs().size(); i++) {
      TensorType type = sample.inputs().get(i);
      int bound = sample.op().integerBound(i, sample.inputs());
      if (type.dtype() == DType.F32) {
        inputs.add(reals(type.shape(), random, !(sample.op() instanceof FlatUpdate)));
      } else if (bound > 0) {
        inputs.add(integers(type, bound, random));
      } else if (type.dtype() == DType.I32 && type.shape().elements() <= 4) {
        int[] ones = new int[(int) type.shape().elements()];
        Arrays.fill(ones, 1);
        inputs.add(Tensor.of(type.shape(), ones));
      } else {
        return null;
      }
    }
    return inputs;
  }

  private static Tensor reals(Shape shape, SplittableRandom random, boolean maybeNegative) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      boolean isNegative = random.nextInt(4) == 0 && maybeNegative;
      values[i] = (isNegative ? -1 : 1) * random.nextInt(1, 9) / 8f;
    }
    return Tensor.of(shape, values);
  }

  private static Tensor integers(TensorType type, int bound, SplittableRandom random) {
    int[] values = random.ints(type.shape().elements(), 0, bound).toArray();
    if (type.dtype() == DType.I32) {
      return Tensor.of(type.shape(), values);
    }
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Tensor.of(type.shape(), bytes);
  }

  /** The first difference that is too large, between integers any, or null. */
  static @Nullable String difference(List<Tensor> got, List<Tensor> want) {
    for (int k = 0; k < want.size(); k++) {
      boolean isReal = got.get(k).dtype() == DType.F32;
      double tolerance = isReal ? TOLERANCE : 0;
      double scale = isReal ? rootMeanSquare(want.get(k)) : 0;
      for (int i = 0; i < want.get(k).length(); i++) {
        double expected = want.get(k).get(i);
        double error = Math.abs(got.get(k).get(i) - expected);
        boolean isClose = error <= tolerance * (Math.abs(expected) + scale);
        if (Double.isFinite(expected) && !isClose) {
          return "result " + k + " at " + i + ": got " + got.get(k).get(i) + ", want " + expected;
        }
      }
    }
    return null;
  }

  private static double rootMeanSquare(Tensor tensor) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < tensor.length(); i++) {
      double value = tensor.get(i);
      if (Double.isFinite(value)) {
        sum += value * value;
        count++;
      }
    }
    return count == 0 ? 0 : Math.sqrt(sum / count);
  }
}
