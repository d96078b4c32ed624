package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.io.FormatException;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.op.ClipGradients;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of gradients before the optimiser takes them.
 *
 * @param clipNorm the largest norm of all gradients together, or null
 * @param clipValue the largest magnitude of each, after that, or null
 * @param accumulate how many batches one step of the optimiser takes the mean gradient of
 */
record Gradients(@Nullable Double clipNorm, @Nullable Double clipValue, int accumulate) {
  /** As they are. */
  static final Gradients PLAIN = new Gradients(null, null, 1);

  Gradients {
    requireLimit("clipNorm", clipNorm);
    requireLimit("clipValue", clipValue);
    require(accumulate >= 1, "accumulate: there must be at least 1 batch, got %d", accumulate);
  }

  private static void requireLimit(String what, @Nullable Double limit) {
    if (limit != null) {
      require(
          limit > 0 && limit < Double.POSITIVE_INFINITY,
          "%s: must be finite and positive, got %s",
          what,
          limit);
    }
  }

  Json write() {
    return Json.object()
        .with("clipNorm", clipNorm)
        .with("clipValue", clipValue)
        .with("accumulate", accumulate);
  }

  static Gradients read(JsonField json) {
    json.requireOnly(Set.of("clipNorm", "clipValue", "accumulate"));
    JsonField clipNorm = json.optional("clipNorm");
    JsonField clipValue = json.optional("clipValue");
    try {
      return new Gradients(
          clipNorm == null ? null : clipNorm.real(),
          clipValue == null ? null : clipValue.real(),
          json.field("accumulate").integer(1, Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw new FormatException(json.path() + ": " + e.getMessage(), e);
    }
  }

  boolean isClipped() {
    return clipNorm != null || clipValue != null;
  }

  boolean isAccumulated() {
    return accumulate > 1;
  }

  ClipGradients clip() {
    return new ClipGradients(orNone(clipNorm), orNone(clipValue));
  }

  private static double orNone(@Nullable Double limit) {
    return limit == null ? Double.POSITIVE_INFINITY : limit;
  }
}
