package io.fovea.train;

import io.fovea.backend.Program;
import java.util.List;

/**
 * What a training step consists of.
 *
 * @param launches of one step, in their order
 * @param scratchBytes memory for intermediate values
 * @param scratchBytesWithoutReuse the same if no memory were used by turns
 */
public record StepPlan(
    List<Program.Launch> launches, long scratchBytes, long scratchBytesWithoutReuse) {
  public StepPlan {
    launches = List.copyOf(launches);
  }

  static StepPlan of(Program program) {
    return new StepPlan(
        program.launches().stream().filter(launch -> !launch.prologue()).toList(),
        program.scratchBytes(),
        program.scratchBytesWithoutReuse());
  }
}
