package io.fovea.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * CIFAR-100: 50,000 and 10,000 photographs in colour, 32x32, of a hundred classes, five in each of
 * twenty superclasses.
 *
 * <p>A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 */
public final class Cifar100 {
  /** Which labels are wanted. */
  public enum Labels {
    /** The hundred classes. */
    FINE,
    /** The twenty superclasses. */
    COARSE
  }

  /** The hundred classes, in the order of the labels, which is that of the alphabet. */
  public static final List<String> FINE_NAMES =
      List.of(
          ("apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus"
                  + " butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud"
                  + " cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest"
                  + " fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard"
                  + " lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange"
                  + " orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy"
                  + " porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew"
                  + " skunk skyscraper snail snake spider squirrel streetcar sunflower"
                  + " sweet_pepper table tank telephone television tiger tractor train trout tulip"
                  + " turtle wardrobe whale willow_tree wolf woman worm")
              .split(" "));

  /** The twenty superclasses, in the order of their labels. */
  public static final List<String> COARSE_NAMES =
      List.of(
          ("aquatic_mammals fish flowers food_containers fruit_and_vegetables"
                  + " household_electrical_devices household_furniture insects large_carnivores"
                  + " large_man-made_outdoor_things large_natural_outdoor_scenes"
                  + " large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people"
                  + " reptiles small_mammals trees vehicles_1 vehicles_2")
              .split(" "));

  static final List<String> TRAIN = List.of("train.bin");
  static final List<String> TEST = List.of("test.bin");

  private Cifar100() {}

  /**
   * Loads the binary version: a folder with {@code train.bin} and {@code test.bin}, the folder
   * around that one, or the archive {@code cifar-100-binary.tar.gz} as it is published; inputs are
   * in [0, 1].
   *
   * @throws DataException if files are missing or bad
   */
  public static Split load(Path path, Labels labels) {
    boolean isFine = labels == Labels.FINE;
    CifarRecords records = new CifarRecords(2, isFine ? 1 : 0, List.of(20, 100));
    try {
      return CifarRecords.split(
          records, files(path), TRAIN, TEST, isFine ? FINE_NAMES : COARSE_NAMES);
    } catch (IOException e) {
      throw DataException.because(path, "cannot be read", e);
    }
  }

  static CifarFiles files(Path path) {
    return new CifarFiles(path, "cifar-100-binary");
  }
}
