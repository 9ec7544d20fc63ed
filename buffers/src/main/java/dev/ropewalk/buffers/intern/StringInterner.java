package dev.ropewalk.buffers.intern;

import com.github.benmanes.caffeine.cache.Interner;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.LongAdder;

/**
 * Returns one copy for all equal strings, for as long as anyone holds that copy.
 *
 * <p>Worth its cost for strings that many objects hold for long. What comes from outside may fill
 * it only as far as somebody holds it, and only with strings up to a length.
 */
public final class StringInterner implements InternMetric {
  /*
   * Caffeine's interner keeps the copies behind weak references in a concurrent hash table. Around it:
   *
   *   N1  Equal strings interned while one of the results is held give that same object.
   *   N2  hits + misses + refused is the number of calls.
   *   N3  unique and uniqueBytes are misses, less those whose copy the garbage collector has taken.
   *   N4  savedBytes grows on hits alone, by the size of a string that can now be garbage.
   *
   * Caffeine says which string is kept, not whether it was there before. A fresh String object over
   * the same array, made for each call, tells: if that is what comes back, it was not. It also lets
   * the copy be collected when the caller's own string is a constant that never is. It is a short-lived
   * object of 24 bytes, gone in the nursery; comparing with the caller's string instead would count
   * the copy itself, interned again, as a miss.
   *
   * A miss registers the copy with a Cleaner, which locks a list for a moment; a hit locks nothing.
   *
   * Not done: no strong interner, which remote input could fill, and no copy of the characters.
   */

  /** Header, hash, coder and reference of a String, and the header of its array, in bytes. */
  private static final int STRING_BYTES = 24 + 16;

  /** One thread for all interners; it only counts. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final Interner<String> copies = Interner.newWeakInterner();
  private final int maxLengthUtf16;
  private final Counts counts = new Counts();

  /** The counts, apart from the interner, which cleaners must not hold. */
  private static final class Counts {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder savedBytes = new LongAdder();
    final LongAdder unique = new LongAdder();
    final LongAdder uniqueBytes = new LongAdder();
  }

  /** Uncounts a copy that is garbage; must not hold it. */
  private record Departure(Counts counts, long bytes) implements Runnable {
    @Override
    public void run() {
      counts.unique.decrement();
      counts.uniqueBytes.add(-bytes);
    }
  }

  /**
   * Makes an empty interner.
   *
   * @param maxLengthUtf16 the longest string that is kept, in UTF-16 units, at least 1
   */
  public StringInterner(int maxLengthUtf16) {
    if (maxLengthUtf16 < 1) {
      throw new IllegalArgumentException(
          "maxLengthUtf16 is " + maxLengthUtf16 + ", must be at least 1");
    }
    this.maxLengthUtf16 = maxLengthUtf16;
  }

  /** Returns the copy that is kept of a string, or the string itself when it is over the cap. */
  @SuppressWarnings("ReferenceEquality") // which copy it is, is the question
  public String intern(String string) {
    if (string.length() > maxLengthUtf16) {
      counts.refused.increment();
      return string;
    }
    String fresh = freshObject(string);
    String kept = copies.intern(fresh);
    if (kept == fresh) {
      arrive(kept);
    } else {
      counts.hits.increment();
      if (kept != string) {
        counts.savedBytes.add(bytesOf(string));
      }
    }
    return kept;
  }

  @Override
  public InternStatistics statistics() {
    return new InternStatistics(
        counts.hits.sum(),
        counts.misses.sum(),
        counts.refused.sum(),
        counts.savedBytes.sum(),
        counts.unique.sum(),
        counts.uniqueBytes.sum());
  }

  private void arrive(String kept) {
    long bytes = bytesOf(kept);
    counts.misses.increment();
    counts.unique.increment();
    counts.uniqueBytes.add(bytes);
    CLEANER.register(kept, new Departure(counts, bytes));
  }

  @SuppressWarnings("StringCopy") // another object over the same array is what is wanted
  private static String freshObject(String string) {
    return new String(string);
  }

  /** Returns what a string takes on the heap: Latin-1 is kept in one byte for each unit. */
  static long bytesOf(String string) {
    int length = string.length();
    long bytes = length;
    for (int i = 0; i < length; i++) {
      if (string.charAt(i) > 0xFF) {
        bytes = 2L * length;
        break;
      }
    }
    return STRING_BYTES + (bytes + 7) / 8 * 8;
  }
}
