package io.fovea.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the paths of picture files say: which part of the set each belongs to, and which class.
 *
 * @param classNames folders of the classes, sorted
 * @param train for each class, the paths of its pictures, sorted; all of them if there are no parts
 * @param test likewise; no map if the set has no parts
 */
record PictureTree(
    List<String> classNames, Map<String, List<String>> train, Map<String, List<String>> test) {
  private static final Logger log = LoggerFactory.getLogger(PictureTree.class);

  private static final Set<String> TRAIN = Set.of("train", "training");
  private static final Set<String> TEST = Set.of("test", "testing");
  private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

  /** Files that are named when some are passed over. */
  private static final int NAMED = 5;

  /** True if the set has a part to test with. */
  boolean isSplit() {
    return !test.isEmpty();
  }

  static PictureTree of(Path source, List<String> paths) {
    List<String> pictures = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Set<String> folders = new TreeSet<>();
    for (String path : paths) {
      if (isHidden(path)) {
        if (!path.endsWith("/")) {
          others.add(path);
        }
      } else if (path.endsWith("/")) {
        folders.add(path);
      } else {
        (isPicture(path) ? pictures : others).add(path);
      }
    }
    if (!others.isEmpty()) {
      log.info(
          "{}: {} files are passed over that are no pictures: {}{}",
          source,
          others.size(),
          String.join(", ", others.subList(0, Math.min(NAMED, others.size()))),
          others.size() > NAMED ? ", .." : "");
    }
    if (pictures.isEmpty()) {
      throw DataException.of(source, "has no picture files (" + new TreeSet<>(ENDINGS) + ")");
    }
    return of(source, pictures, folders, "");
  }

  private static boolean isHidden(String path) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith(".") || part.equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPicture(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending);
  }

  /** The same below a folder that is around everything. */
  private static PictureTree of(
      Path source, List<String> pictures, Set<String> folders, String above) {
    Map<String, List<String>> tops = new TreeMap<>();
    for (String path : pictures) {
      tops.computeIfAbsent(first(source, path, above), top -> new ArrayList<>()).add(path);
    }
    String train = only(source, tops, TRAIN);
    String test = only(source, tops, TEST);
    String validation = only(source, tops, VALIDATION);
    if (!train.isEmpty() && (!test.isEmpty() || !validation.isEmpty())) {
      String measured = test.isEmpty() ? validation : test;
      for (String top : tops.keySet()) {
        if (!top.equals(train) && !top.equals(measured)) {
          log.info("{}: the pictures of {} are not used", source, above + top);
        }
      }
      var learned =
          classes(source, tops.getOrDefault(train, List.of()), folders, above + train + "/");
      var kept =
          classes(source, tops.getOrDefault(measured, List.of()), folders, above + measured + "/");
      for (Map.Entry<String, List<String>> entry : kept.entrySet()) {
        if (!learned.containsKey(entry.getKey())) {
          throw DataException.of(
              source,
              "class '%s' is in %s but not in %s, which has %s"
                  .formatted(entry.getKey(), measured, train, learned.keySet()));
        }
      }
      return new PictureTree(List.copyOf(learned.keySet()), learned, kept);
    }
    boolean isAround =
        tops.size() == 1 && pictures.stream().allMatch(path -> depth(path, above) > 2);
    if (isAround) {
      return of(source, pictures, folders, above + tops.keySet().iterator().next() + "/");
    }
    var all = classes(source, pictures, folders, above);
    return new PictureTree(List.copyOf(all.keySet()), all, Map.of());
  }

  private static int depth(String path, String above) {
    return path.substring(above.length()).split("/", -1).length;
  }

  private static String only(Path source, Map<String, List<String>> tops, Set<String> names) {
    List<String> found =
        tops.keySet().stream().filter(top -> names.contains(top.toLowerCase(Locale.ROOT))).toList();
    if (found.size() > 1) {
      throw DataException.of(source, "has several folders of one meaning: " + found);
    }
    return found.isEmpty() ? "" : found.get(0);
  }

  private static String first(Path source, String path, String above) {
    int end = path.indexOf('/', above.length());
    if (end < 0) {
      throw DataException.of(
          source, "'" + path + "' is in no folder; pictures are in a folder for each class");
    }
    return path.substring(above.length(), end);
  }

  private static Map<String, List<String>> classes(
      Path source, List<String> pictures, Set<String> folders, String above) {
    Map<String, List<String>> classes = new TreeMap<>();
    for (String path : pictures) {
      classes.computeIfAbsent(first(source, path, above), name -> new ArrayList<>()).add(path);
    }
    for (String folder : folders) {
      if (folder.startsWith(above) && folder.length() > above.length()) {
        String name = first(source, folder, above);
        if (!classes.containsKey(name)) {
          throw DataException.of(source, "class folder '" + above + name + "' has no pictures");
        }
      }
    }
    return classes;
  }
}
