package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.backend.Device;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * How training images are changed at random, on the device, each time that they are seen: an
 * immutable value. Evaluations and predictions see images as they are. A {@linkplain
 * TrainerBuilder#augment trainer} takes any of these, each at most once, in any order: images are
 * mirrored, scaled, turned, shifted and bent, all in one interpolation, and then boxes are cut out.
 *
 * <p>What is drawn for an image is a function of the trainer's seed, the step and the number of
 * images before it in the epoch, so it is the same on every device, and after a resumption.
 */
public sealed interface Augmentation {
  /** Shift by whole pixels: up to so many up or down, and to the left or right. */
  record Shift(int h, int w) implements Augmentation {
    public Shift {
      require(h >= 0 && w >= 0, "shift: pixels must not be negative, got %d x %d", h, w);
    }
  }

  /** Shift by whole pixels, of an image that is thought to have a border. */
  record Crop(int padding) implements Augmentation {
    public Crop {
      require(padding >= 0, "crop: padding must not be negative, got %d", padding);
    }
  }

  /** Turn about the centre by up to so many degrees to either side. */
  record Rotate(double degrees) implements Augmentation {
    public Rotate {
      require(
          degrees >= 0 && degrees <= 180, "rotate: degrees must lie in [0, 180], got %s", degrees);
    }
  }

  /** Another size, by a factor in {@code [1 - by, 1 + by)}; the frame stays. */
  record Scale(double by) implements Augmentation {
    public Scale {
      require(by >= 0 && by < 1, "scale: the change must lie in [0, 1), got %s", by);
    }
  }

  /** Mirror every other image: left to right, upside down, or both, each by itself. */
  record Flip(boolean horizontal, boolean vertical) implements Augmentation {}

  /**
   * Bend by a smooth field of shifts in both directions.
   *
   * @param strength pixels that nothing moves further than
   * @param spacing pixels between the points at which shifts are drawn
   */
  record Elastic(double strength, int spacing) implements Augmentation {
    public Elastic {
      require(
          strength > 0 && strength < Double.POSITIVE_INFINITY,
          "elastic: strength must be positive and finite, got %s",
          strength);
      require(spacing >= 1, "elastic: spacing must be at least 1 pixel, got %d", spacing);
    }
  }

  /** Cover a box; its centre is any pixel, so that it may lie partly outside. */
  record Cutout(int h, int w) implements Augmentation {
    public Cutout {
      require(h >= 1 && w >= 1, "cutout: the box must be at least 1 x 1, got %d x %d", h, w);
    }
  }

  /** What comes in from outside of an image. */
  record Surround(Warp2d.Outside outside, List<Double> fill) implements Augmentation {
    public Surround {
      fill = List.copyOf(fill);
      require(
          (outside == Warp2d.Outside.FILL) == !fill.isEmpty(),
          "surround: a fill has numbers, the nearest pixel none, got %s",
          fill);
      require(
          fill.stream().allMatch(Double::isFinite), "surround: fill must be finite, got %s", fill);
    }
  }

  /** Shifts by up to so many whole pixels in each direction, each number of them as likely. */
  static Augmentation shift(int pixels) {
    return shift(pixels, pixels);
  }

  /** Shifts by whole pixels: up to h up or down, up to w to the left or right. */
  static Augmentation shift(int h, int w) {
    return new Shift(h, w);
  }

  /**
   * Pads each side by so many pixels and cuts out a part of the old size, anywhere: {@link #shift}
   * by another name, the one of He et al., 2015. One or the other, not both.
   */
  static Augmentation crop(int padding) {
    return new Crop(padding);
  }

  /** Turns by an angle drawn evenly from {@code [-degrees, degrees)}. */
  static Augmentation rotate(double degrees) {
    return new Rotate(degrees);
  }

  /** Makes larger or smaller by a factor drawn evenly from {@code [1 - by, 1 + by)}. */
  static Augmentation scale(double by) {
    return new Scale(by);
  }

  /** Mirrors half of the images left to right. */
  static Augmentation flip() {
    return flip(true, false);
  }

  /** Mirrors half of the images left to right, or half upside down, or both. */
  static Augmentation flip(boolean horizontal, boolean vertical) {
    return new Flip(horizontal, vertical);
  }

  /** Bends, by a field drawn every 7 pixels; see {@link #elastic(double, int)}. */
  static Augmentation elastic(double strength) {
    return elastic(strength, 7);
  }

  /**
   * Bends: at points {@code spacing} pixels apart shifts are drawn evenly from {@code [-strength,
   * strength)} pixels, and a cubic B-spline leads from one to the next, so that nothing moves
   * further than strength, and most of it a quarter of that.
   *
   * <p>Source: Simard, Steinkraus, Platt, "Best Practices for Convolutional Neural Networks Applied
   * to Visual Document Analysis", 2003, whose fields are smoothed by a Gaussian instead.
   */
  static Augmentation elastic(double strength, int spacing) {
    return new Elastic(strength, spacing);
  }

  /** Covers a square box of each image (DeVries, Taylor, 2017). */
  static Augmentation cutout(int size) {
    return cutout(size, size);
  }

  /** Covers a box of each image. */
  static Augmentation cutout(int h, int w) {
    return new Cutout(h, w);
  }

  /**
   * What comes in from outside, and covers boxes, is this colour: a number for each channel, or one
   * for all, in units of the input. By default it is what a stored zero becomes, and zero, which is
   * their mean, for images that are standardised each by itself.
   */
  static Augmentation fill(double... channels) {
    return new Surround(Warp2d.Outside.FILL, Arrays.stream(channels).boxed().toList());
  }

  /** What comes in from outside is the nearest pixel of the image. */
  static Augmentation replicate() {
    return new Surround(Warp2d.Outside.REPLICATE, List.of());
  }

  /**
   * What some augmentations make of images, to look at; a trainer with that seed would make it of
   * the first batch of its first epoch.
   *
   * @param images {@code [n, h, w, c]} (F32), in which a stored zero is zero
   */
  static Tensor preview(Device device, long seed, Tensor images, Augmentation... some) {
    Augmentations all = new Augmentations(List.of(some));
    return all.preview(device, new Augmentations.Moment(seed, 0, 0), images, List.of(0f));
  }
}
