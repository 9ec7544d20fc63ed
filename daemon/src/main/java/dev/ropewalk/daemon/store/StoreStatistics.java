package dev.ropewalk.daemon.store;

import java.util.Map;

/**
 * What a store did in this process, and how full its directory is.
 *
 * @param byKind by the name of the query's directory, which is its id; what came after the first
 *     few dozen is under {@code other}
 * @param dropped results that were not written
 * @param evictions files that were removed
 * @param writtenFiles files written
 * @param writtenBytes their bytes
 * @param queuedEntries results that wait to be written
 * @param queuedBytes about what they take of the heap
 * @param maxBytes what the directory may take on the disk
 */
public record StoreStatistics(
    Map<String, Kind> byKind,
    Map<Drop, Long> dropped,
    Map<Eviction, Long> evictions,
    long writtenFiles,
    long writtenBytes,
    long queuedEntries,
    long queuedBytes,
    long maxBytes,
    StoreHealth health) {

  /** Copies the maps. */
  public StoreStatistics {
    byKind = Map.copyOf(byKind);
    dropped = Map.copyOf(dropped);
    evictions = Map.copyOf(evictions);
  }

  /** Why a result was not written. */
  public enum Drop {
    /** Too much waits already. */
    QUEUE_FULL,
    /** It is larger than the settings allow. */
    TOO_LARGE,
    /** A write failed a short while ago, or this one did. */
    UNHEALTHY,
    /** It cannot be told from its bytes again, or its fingerprint is not its value's. */
    UNFIT,
    /** The process ended. */
    CLOSED
  }

  /** Why a file was removed. */
  public enum Eviction {
    /** There was no room. */
    BYTES,
    /** Nobody used it for long. */
    AGE,
    /** It was not what it should be. */
    DAMAGED,
    /** Somebody asked for it. */
    CLEARED
  }

  /**
   * Results of one query.
   *
   * @param entries records in the directory, of all processes; known after the first collection,
   *     and until the next one with the writes of this process alone
   * @param bytes what they and their values take on the disk, likewise
   * @param records questions for what is known of a recipe
   * @param values questions for a value
   */
  public record Kind(long entries, long bytes, Counts records, Counts values) {}

  /** What came of questions. */
  public record Counts(long hits, long misses, long corrupt, long ioFailures) {}
}
