package io.fovea.train;

import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether inputs are of the size that networks learn from. */
final class InputScale {
  private static final Logger log = LoggerFactory.getLogger(InputScale.class);

  /** Examples that are looked at. */
  private static final int LOOK = 16;

  /** Standardised numbers are smaller by far, and bytes larger. */
  private static final double LARGE = 30;

  private InputScale() {}

  /** Logs a warning where numbers go into a model as large as pixels are before any scaling. */
  static void look(Examples examples) {
    int n = Math.min(LOOK, examples.size());
    for (Column column : examples.inputs()) {
      if (column.item().dtype() != DType.F32 || column.toInput() != null) {
        continue;
      }
      Tensor some = column.gather(TrainerState.identity(n), 0, n);
      double largest = 0;
      for (int i = 0; i < some.length(); i++) {
        largest = Math.max(largest, Math.abs(some.get(i)));
      }
      if (largest > LARGE) {
        log.warn(
            String.format(
                Locale.ROOT,
                "fit: inputs are as large as %.4g; networks learn best from numbers of about -1 to"
                    + " 1: divide pixels by 255, or standardise each channel",
                largest));
      }
    }
  }
}
