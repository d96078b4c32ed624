package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Epilogues by what they are called in the name of a case. */
final class Epilogues {
  /** The one that reads all there is to read. */
  static final String WHOLE = "_bias_residual_prelu";

  /** What follows the gradient of a branch: the sum with that of another, and ReLU's. */
  static final String GRADIENT = "_residual_relu_gradient";

  /** Those in which, with none, any two of the three parts meet in each way. */
  static final List<String> TYPICAL =
      List.of(WHOLE, "_bias_relu", "_residual_relu", "_prelu", "_bias_residual");

  /** Every one there is. */
  static final Map<String, Epilogue> ALL = new TreeMap<>();

  static {
    for (Activation activation : Activation.values()) {
      for (boolean residual : new boolean[] {false, true}) {
        for (boolean bias : new boolean[] {false, true}) {
          Epilogue epilogue = new Epilogue(bias, residual, activation);
          String name = bias ? "_bias" : "";
          name += residual ? "_residual" : "";
          name +=
              activation == Activation.NONE ? "" : "_" + activation.name().toLowerCase(Locale.ROOT);
          ALL.put(name, epilogue);
        }
      }
    }
  }

  private Epilogues() {}

  /** Any of them, most often none. */
  static Epilogue random(Random random) {
    List<Epilogue> all = List.copyOf(ALL.values());
    return random.nextInt(3) == 0 ? Epilogue.NONE : all.get(random.nextInt(all.size()));
  }

  /** The inputs by which an op has gradients: none by a mask. */
  static List<Integer> differentiableBy(Epilogue epilogue) {
    int count = epilogue.inputNames("first", "second").size();
    return IntStream.range(0, epilogue.mask() ? epilogue.maskInput() : count).boxed().toList();
  }

  /** The two factors, then what the epilogue needs for an output of that shape. */
  static Argument[] arguments(Argument first, Argument second, Epilogue epilogue, Shape y) {
    List<Argument> arguments = new ArrayList<>(List.of(first, second));
    if (epilogue.bias()) {
      arguments.add(Argument.real(y.dim(-1)));
    }
    if (epilogue.residual()) {
      arguments.add(Argument.real(y));
    }
    if (epilogue.slope()) {
      arguments.add(Argument.real(y.dim(-1)));
    }
    if (epilogue.mask()) {
      arguments.add(Argument.real(y));
    }
    return arguments.toArray(new Argument[0]);
  }
}
