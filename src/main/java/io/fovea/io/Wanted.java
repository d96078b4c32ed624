package io.fovea.io;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors that a reader wants of a file.
 *
 * @param types by name; one of reals may be stored as F32 or as F64
 * @param passesOverOthers whether the file may hold more than these
 */
record Wanted(Map<String, TensorType> types, boolean passesOverOthers) {
  /** Names that a message lists, at most. */
  private static final int LISTED = 20;

  Wanted {
    types = Map.copyOf(types);
  }

  /** These, and nothing beside them. */
  static Wanted exactly(Map<String, TensorType> types) {
    return new Wanted(types, false);
  }

  /** These, whatever else there is. */
  static Wanted among(Map<String, TensorType> types) {
    return new Wanted(types, true);
  }

  /** Whether a tensor is one of these. */
  boolean takes(String name) {
    return types.containsKey(name);
  }

  /**
   * Checks what a file has.
   *
   * @throws FormatException listing all that is missing, unexpected or of another type or shape
   */
  void require(Map<String, TensorType> found) {
    Set<String> missing = new TreeSet<>(types.keySet());
    Set<String> unexpected = new TreeSet<>();
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, TensorType> entry : found.entrySet()) {
      TensorType type = types.get(entry.getKey());
      if (type == null) {
        unexpected.add(entry.getKey());
      } else if (!fits(entry.getValue(), type)) {
        complaints.add(
            "'%s' is %s %s, the model expects %s %s"
                .formatted(
                    entry.getKey(),
                    entry.getValue().dtype(),
                    entry.getValue().shape(),
                    type.dtype(),
                    type.shape()));
      }
      missing.remove(entry.getKey());
    }
    if (complaints.size() > LISTED) {
      int more = complaints.size() - LISTED;
      complaints.subList(LISTED, complaints.size()).clear();
      complaints.add("and " + more + " more of another shape");
    }
    if (!unexpected.isEmpty() && !passesOverOthers) {
      complaints.add(0, "the model has no " + list(unexpected));
    }
    if (!missing.isEmpty()) {
      complaints.add(0, "lacks " + list(missing));
    }
    if (!complaints.isEmpty()) {
      throw new FormatException(String.join("; ", complaints));
    }
  }

  private static boolean fits(TensorType found, TensorType type) {
    boolean isWiderReal = type.dtype() == DType.F32 && found.dtype() == DType.F64;
    return found.shape().equals(type.shape()) && (isWiderReal || found.dtype() == type.dtype());
  }

  private static String list(Collection<String> names) {
    List<String> first = names.stream().limit(LISTED).toList();
    int more = names.size() - first.size();
    return first + (more == 0 ? "" : " and " + more + " more");
  }
}
