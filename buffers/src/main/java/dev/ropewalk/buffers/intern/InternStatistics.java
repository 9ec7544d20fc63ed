package dev.ropewalk.buffers.intern;

/**
 * The counts of an interner, read one after another: while it is in use they may disagree by what
 * happens meanwhile.
 *
 * @param hits calls that found an equal string
 * @param misses calls that made a new entry
 * @param refused calls with a string over the length cap, which are neither
 * @param savedBytes what callers need not keep: added on each hit with another copy than the one
 *     that is kept, the bytes of that copy; never taken away
 * @param unique strings that are kept, as of the last garbage collection
 * @param uniqueBytes what those take
 */
public record InternStatistics(
    long hits, long misses, long refused, long savedBytes, long unique, long uniqueBytes) {
  /** Returns the share of calls that found an equal string, {@code [0, 1]}; 0 before any call. */
  public double hitRatio() {
    long calls = hits + misses;
    return calls == 0 ? 0 : (double) hits / calls;
  }
}
