package io.fovea.train;

import io.fovea.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to train: an immutable value.
 *
 * @param epochs how many more times to go through the examples
 * @param batch examples per step; the last step of an epoch takes what is left
 * @param validation examples to measure by after each epoch, or null
 * @param validationPart part of the training examples, in [0, 1), to set aside and measure by
 *     instead: the same ones each time for one seed
 * @param isStratified whether that has the same part of each class, to within one
 * @param isShuffled whether each epoch has an order of its own, drawn from the seed
 * @param placement where the examples are kept
 * @param callbacks who is told how it goes
 */
public record Fit(
    int epochs,
    int batch,
    @Nullable Examples validation,
    double validationPart,
    boolean isStratified,
    boolean isShuffled,
    Placement placement,
    List<Callback> callbacks) {

  /** Where the training examples are kept. The results are the same. */
  public enum Placement {
    /** On the device if they fit easily, else on the host. */
    AUTO,
    /** On the device, or fail. */
    RESIDENT,
    /** On the host; each batch is copied to the device. */
    STREAMED
  }

  public Fit {
    if (epochs < 0) {
      throw new IllegalArgumentException("fit: epochs must not be negative, got " + epochs);
    }
    if (batch < 1) {
      throw new IllegalArgumentException("fit: batch must be at least 1, got " + batch);
    }
    if (!(validationPart >= 0 && validationPart < 1)) {
      throw new IllegalArgumentException(
          "fit: the validation part must lie in [0, 1), got " + validationPart);
    }
    if (validation != null && validationPart > 0) {
      throw new IllegalArgumentException(
          "fit: validation examples were given twice, as a data set and as a part of the training"
              + " examples");
    }
    callbacks = List.copyOf(callbacks);
  }

  /** So many epochs in shuffled batches of 32. */
  public static Fit epochs(int epochs) {
    return new Fit(epochs, 32, null, 0, false, true, Placement.AUTO, List.of());
  }

  /** These settings with another batch size. */
  public Fit batch(int newBatch) {
    return new Fit(
        epochs,
        newBatch,
        validation,
        validationPart,
        isStratified,
        isShuffled,
        placement,
        callbacks);
  }

  /** These settings with examples to measure by after each epoch. */
  public Fit validation(Dataset data) {
    return validation(Examples.of(data));
  }

  /** These settings with examples to measure by after each epoch. */
  public Fit validation(Examples examples) {
    return new Fit(epochs, batch, examples, 0, false, isShuffled, placement, callbacks);
  }

  /** These settings with a part of the training examples to measure by instead. */
  public Fit validation(double part) {
    return new Fit(epochs, batch, null, part, false, isShuffled, placement, callbacks);
  }

  /**
   * These settings with a part of the training examples to measure by instead, which has the same
   * part of each class, to within one. Where examples have several targets, it goes by the first
   * that is a class; a fit of examples without one throws an {@link IllegalStateException}.
   */
  public Fit stratifiedValidation(double part) {
    return new Fit(epochs, batch, null, part, true, isShuffled, placement, callbacks);
  }

  /** These settings with examples in their own order. */
  public Fit unshuffled() {
    return new Fit(
        epochs, batch, validation, validationPart, isStratified, false, placement, callbacks);
  }

  /** These settings with examples kept in another place. */
  public Fit placement(Placement newPlacement) {
    return new Fit(
        epochs,
        batch,
        validation,
        validationPart,
        isStratified,
        isShuffled,
        newPlacement,
        callbacks);
  }

  /** These settings with one more callback, called after the others. */
  public Fit with(Callback callback) {
    List<Callback> more = new ArrayList<>(callbacks);
    more.add(callback);
    return new Fit(
        epochs, batch, validation, validationPart, isStratified, isShuffled, placement, more);
  }
}
