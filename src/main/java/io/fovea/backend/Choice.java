package io.fovea.backend;

/**
 * A way to do a node, as it can be forced and tuned: {@code implicit_gemm}, or {@code
 * implicit_gemm/128x64} where it is done in tiles.
 *
 * @param implementation name of the implementation
 * @param tile name of the tile, of those that the implementation offers; empty for its own choice
 */
public record Choice(String implementation, String tile) {
  /** What {@link #toString} wrote. */
  public static Choice parse(String text) {
    int end = text.indexOf('/');
    return end < 0
        ? new Choice(text, "")
        : new Choice(text.substring(0, end), text.substring(end + 1));
  }

  @Override
  public String toString() {
    return tile.isEmpty() ? implementation : implementation + "/" + tile;
  }
}
