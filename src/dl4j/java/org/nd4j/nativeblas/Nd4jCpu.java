package org.nd4j.nativeblas;

/**
 * Lets DL4J compute by oneDNN. Its 1.0.0-M2.1 asks a class of this name whether oneDNN is there;
 * the class has another name by now, so that DL4J always falls back to loops of its own, which take
 * several times as long.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What DL4J looks up by reflection. */
  public static final class Environment {
    private Environment() {}

    /** The one object. */
    public static Environment getInstance() {
      return new Environment();
    }

    /** Whether layers may call oneDNN, under the name that it had before. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}
