package io.fovea.tensor;

import java.nio.charset.StandardCharsets;

/**
 * Philox4x32-10, a counter-based random number generator: a pure function from a 64-bit key and a
 * 128-bit counter to 128 random bits. Nothing is carried from call to call, so any element of any
 * stream can be drawn by any thread or device in any order.
 *
 * <p>Fovea keys it by the user's seed. The counter is {@code (block, step, low and high word of the
 * stream)}, where a stream is the {@linkplain #stream hash} of a layer's path and a block holds
 * four consecutive elements.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private Philox() {}

  /** The four words of one block, written to {@code out[0..3]}. */
  public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < 10; round++) {
      long p0 = (M0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (M1 & 0xffffffffL) * (c2 & 0xffffffffL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** One word: element {@code index} of a stream at a step. */
  public static int word(long seed, long stream, int step, long index) {
    int[] out = new int[4];
    block(
        (int) (index >>> 2),
        step,
        (int) stream,
        (int) (stream >>> 32),
        (int) seed,
        (int) (seed >>> 32),
        out);
    return out[(int) (index & 3)];
  }

  /** The stream of a name: the 64-bit FNV-1a hash of its UTF-8 bytes. */
  public static long stream(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** A sequential reader of one stream at step 0, for drawing initial weights and shuffles. */
  public static Sequence sequence(long seed, String name) {
    return new Sequence(seed, stream(name));
  }

  /** Draws numbers from a stream one after the other. Not safe for use by several threads. */
  public static final class Sequence {
    private final long seed;
    private final long stream;
    private final int[] words = new int[4];
    private long next;

    private Sequence(long seed, long stream) {
      this.seed = seed;
      this.stream = stream;
    }

    /** 32 random bits. */
    public int nextInt() {
      int lane = (int) (next & 3);
      if (lane == 0) {
        long block = next >>> 2;
        block(
            (int) block,
            (int) (block >>> 32),
            (int) stream,
            (int) (stream >>> 32),
            (int) seed,
            (int) (seed >>> 32),
            words);
      }
      next++;
      return words[lane];
    }

    /**
     * An unbiased integer in {@code [0, bound)}, by multiplication with rejection (Lemire 2019).
     */
    public int nextInt(int bound) {
      if (bound < 1) {
        throw new IllegalArgumentException("philox: bound must be at least 1, got " + bound);
      }
      long product = (nextInt() & 0xffffffffL) * bound;
      int low = (int) product;
      if (Integer.compareUnsigned(low, bound) < 0) {
        int threshold = Integer.remainderUnsigned(-bound, bound);
        while (Integer.compareUnsigned(low, threshold) < 0) {
          product = (nextInt() & 0xffffffffL) * bound;
          low = (int) product;
        }
      }
      return (int) (product >>> 32);
    }

    /** A double in [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
      long high = nextInt() & 0xffffffffL;
      long low = nextInt() & 0xffffffffL;
      return ((high << 21) ^ (low >>> 11)) * 0x1p-53;
    }

    /** A standard normal number (Box and Muller 1958). */
    public double nextGaussian() {
      double u = 1 - nextDouble();
      double v = nextDouble();
      return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }
  }
}
