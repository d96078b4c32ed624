package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what was checked of features of one kind, such as layers, for docs/coverage.md. */
public final class FeatureCoverage {
  /** Cases, and numbers compared in them. */
  private record Count(int cases, long numbers) {
    Count plus(long more) {
      return new Count(cases + 1, numbers + more);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d (%,d)", cases, numbers);
    }
  }

  private static final String GRADIENT = "gradient";

  private final String title;
  private final String explanation;
  private final Map<String, Map<String, Count>> counts = new TreeMap<>();

  /**
   * @param title of the page's section
   * @param explanation what its cells mean
   */
  public FeatureCoverage(String title, String explanation) {
    this.title = title;
    this.explanation = explanation;
  }

  /** One configuration whose gradients were compared with difference quotients. */
  public void gradient(String feature, long coordinates) {
    count(feature, GRADIENT, coordinates);
  }

  /** One configuration whose results on a backend were compared with the reference. */
  public void count(String feature, String target, long numbers) {
    counts
        .computeIfAbsent(feature, key -> new TreeMap<>())
        .merge(target, new Count(1, numbers), (sum, one) -> sum.plus(numbers));
  }

  /**
   * Fails where a feature was not checked, and writes the section of the page.
   *
   * @param features all that there are
   */
  public void finish(Set<String> features, BackendsUnderTest backends) {
    finish(features, backends, true);
  }

  /**
   * The same for features that may have no gradient.
   *
   * @param hasGradient whether an empty gradient is a fault
   */
  public void finish(Set<String> features, BackendsUnderTest backends, boolean hasGradient) {
    backends
        .missing()
        .forEach(
            (name, why) -> {
              if (Requirements.isRequired(name.replaceFirst("-.*", ""))) {
                Requirements.missing(name.replaceFirst("-.*", ""), name + ": " + why);
              }
            });
    List<String> targets = backends.targets().stream().map(Target::name).toList();
    if (System.getProperty(BackendsUnderTest.PROPERTY, "").isEmpty()) {
      CoveragePage.write(title, text(features, hasGradient), targets);
    }
    List<String> columns = new ArrayList<>(targets);
    if (hasGradient) {
      columns.add(GRADIENT);
    }
    Set<String> empty = new TreeSet<>();
    for (String feature : features) {
      for (String column : columns) {
        if (!counts.getOrDefault(feature, Map.of()).containsKey(column)) {
          empty.add(feature + ": " + column);
        }
      }
    }
    assertEquals(Set.of(), empty, title + " without a check");
    Set<String> unknown = new TreeSet<>(counts.keySet());
    unknown.removeAll(features);
    assertEquals(Set.of(), unknown, title + " that are not registered");
  }

  private String text(Set<String> features, boolean hasGradient) {
    List<String> columns = new ArrayList<>(List.of("name"));
    if (hasGradient) {
      columns.add(GRADIENT);
    }
    columns.addAll(CoveragePage.STANDARD);
    StringBuilder text = new StringBuilder(explanation.strip());
    text.append("\n\n").append(CoveragePage.head(columns));
    for (String feature : new TreeSet<>(features)) {
      text.append("| ").append(feature);
      for (String column : columns.subList(1, columns.size())) {
        Count count = counts.getOrDefault(feature, Map.of()).get(column);
        text.append(" | ").append(count == null ? "" : count);
      }
      text.append(" |\n");
    }
    return text.toString();
  }
}
