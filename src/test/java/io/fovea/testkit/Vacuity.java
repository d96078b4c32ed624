package io.fovea.testkit;

import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells results that prove nothing: all zero, or nearly all equal. */
final class Vacuity {
  private static final double EQUAL_ALLOWED = 0.7;

  /** Below this many elements only zeros are suspicious. */
  private static final int FEW = 8;

  private Vacuity() {}

  /** Why the results prove nothing, or an empty string. Integers beside reals may be anything. */
  static String of(List<Tensor> results, OpCase.Spread spread) {
    for (int i = 0; i < results.size() && spread != OpCase.Spread.ANY; i++) {
      String reason = of(results.get(i), spread);
      if (!reason.isEmpty() && (i == 0 || results.get(i).dtype() == DType.F64)) {
        return "result " + i + ": " + reason;
      }
    }
    return "";
  }

  private static String of(Tensor result, OpCase.Spread spread) {
    Map<Double, Integer> counts = new HashMap<>();
    for (int i = 0; i < result.length(); i++) {
      counts.merge(result.get(i) + 0.0, 1, Integer::sum);
    }
    int length = result.length();
    if (counts.getOrDefault(0.0, 0) == length) {
      return "all " + length + " results are zero";
    }
    if (length < FEW || spread == OpCase.Spread.FLAT) {
      return "";
    }
    if (spread == OpCase.Spread.SPARSE) {
      counts.remove(0.0);
      return counts.size() < 2 ? "all results that are not zero are equal" : "";
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return most > EQUAL_ALLOWED * length ? most + " of " + length + " results are equal" : "";
  }
}
