package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link Assign}, of reals, of integers and of bytes. */
public final class AssignCases implements OpCases {
  @Override
  public Class<Assign> op() {
    return Assign.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach(
        (name, shape) ->
            cases.add(OpCase.of(name, new Assign(), Argument.real(shape), Argument.real(shape))));
    cases.add(
        OpCase.of(
            "integers", new Assign(), Argument.ints(-9, 9, 3, 5), Argument.ints(-9, 9, 3, 5)));
    cases.add(OpCase.of("bytes", new Assign(), Argument.bytes(3, 7), Argument.bytes(3, 7)));
    return cases;
  }
}
