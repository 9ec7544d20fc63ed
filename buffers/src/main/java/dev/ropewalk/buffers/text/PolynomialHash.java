package dev.ropewalk.buffers.text;

import java.security.SecureRandom;

/** Hashes of byte strings that can be put together from the hashes of their parts. */
final class PolynomialHash {
  /*
   * A string b[0..n) is the polynomial sum of (b[i] + 1) * x^(n-1-i) modulo the prime 2^61 - 1, at
   * two random points x. Adding 1 makes leading NUL bytes count. Two different strings of n bytes
   * agree at a random point with probability at most n / 2^61 (Schwartz-Zippel), at both with the
   * square of it.
   *
   * A leaf is hashed as a dot product with a table of powers, split in 32-bit halves so that sums
   * of 4096 terms stay below 2^63 and need one reduction at the end: no chain of dependent
   * multiplications as in Horner's rule. Both points in one pass: the four sums are independent.
   */

  private static final long PRIME = (1L << 61) - 1;
  private static final long MASK = 0xFFFF_FFFFL;
  private static final Powers FIRST;
  private static final Powers SECOND;

  static {
    var random = new SecureRandom();
    FIRST = new Powers(randomBase(random));
    SECOND = new Powers(randomBase(random));
  }

  private PolynomialHash() {}

  /** Hashes at most {@link Tuning#LEAF_BYTES_LIMIT} bytes. */
  static NodeHash of(byte[] data) {
    return of(data, 0, data.length);
  }

  /** Hashes {@code [from, to)}, at most {@link Tuning#LEAF_BYTES_LIMIT} bytes. */
  static NodeHash of(byte[] data, int from, int to) {
    long firstLow = 0;
    long firstHigh = 0;
    long secondLow = 0;
    long secondHigh = 0;
    int exponent = to - from - 1;
    for (int i = from; i < to; i++) {
      long digit = (data[i] & 0xFF) + 1L;
      firstLow += digit * (FIRST.low[exponent] & MASK);
      firstHigh += digit * FIRST.high[exponent];
      secondLow += digit * (SECOND.low[exponent] & MASK);
      secondHigh += digit * SECOND.high[exponent];
      exponent--;
    }
    return new NodeHash(
        join(firstHigh, firstLow),
        join(secondHigh, secondLow),
        FIRST.at(to - from),
        SECOND.at(to - from));
  }

  /** Returns {@code high * 2^32 + low} modulo the prime. */
  private static long join(long high, long low) {
    return add(multiply(reduce(high), 1L << 32), reduce(low));
  }

  /** Returns {@code a + b} modulo the prime; both are in {@code [0, prime)}. */
  static long add(long a, long b) {
    long sum = a + b;
    return sum >= PRIME ? sum - PRIME : sum;
  }

  /** Returns {@code a * b} modulo the prime; both are in {@code [0, prime)}. */
  static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return reduce((low & PRIME) + ((low >>> 61) | (high << 3)));
  }

  private static long reduce(long value) {
    long folded = (value & PRIME) + (value >>> 61);
    return folded >= PRIME ? folded - PRIME : folded;
  }

  private static long randomBase(SecureRandom random) {
    // Beyond the digits, below the prime.
    return 257 + Math.floorMod(random.nextLong(), PRIME - 257);
  }

  /** The powers of one base, low and high 32 bits apart. */
  private static final class Powers {
    private final int[] low = new int[Tuning.LEAF_BYTES_LIMIT + 1];
    private final int[] high = new int[Tuning.LEAF_BYTES_LIMIT + 1];

    Powers(long base) {
      long power = 1;
      for (int i = 0; i < low.length; i++) {
        low[i] = (int) power;
        high[i] = (int) (power >>> 32);
        power = multiply(power, base);
      }
    }

    long at(int exponent) {
      return ((long) high[exponent] << 32) | (low[exponent] & MASK);
    }
  }
}
