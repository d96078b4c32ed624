package io.fovea.cli;

import io.fovea.data.Normalization;
import io.fovea.model.Model;
import io.fovea.tensor.Shape;
import io.fovea.train.Loss;
import io.fovea.train.Optimizer;
import io.fovea.train.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trainings that one of the five notebooks reports from which this engine grew, with its figures.
 *
 * @param name what it is called on the command line
 * @param title what is trained, in a line
 */
record Experiment(String name, String title, List<Run> runs) {
  /**
   * One training. It is measured after its last epoch, on its training images and on the first of
   * the test images, without dropout.
   *
   * @param name what sets it apart from the others
   * @param inputs how pixels become numbers
   * @param images how many of the training images are taken, the first ones
   * @param validated how many of the test images, the first ones
   * @param logged a line after every so many steps; 0 for none
   */
  record Run(
      String name,
      Model model,
      Loss loss,
      Optimizer optimizer,
      Schedule schedule,
      Normalization inputs,
      int images,
      int validated,
      int batch,
      int epochs,
      int logged,
      Reported reported) {}

  /**
   * What the notebook says, and what its code was measured to take on two processors.
   *
   * @param training accuracy on the training images, a fraction, or null where it says none
   * @param validation likewise on others
   * @param seconds of an epoch as the notebook reports them
   * @param remeasured seconds of an epoch of its code, measured again
   */
  record Reported(
      @Nullable Double training,
      @Nullable Double validation,
      @Nullable Double seconds,
      @Nullable Double remeasured) {
    /** Nothing. */
    static final Reported NOTHING = new Reported(null, null, null, null);
  }

  /** The shape of all their images. */
  static final Shape IMAGE = Shape.of(28, 28, 1);
}
