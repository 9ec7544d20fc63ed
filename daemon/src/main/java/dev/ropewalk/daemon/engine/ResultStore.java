package dev.ropewalk.daemon.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where results outlive the process, in two steps: a recipe leads to records of what was read, and
 * a record that holds leads to its value by fingerprint.
 *
 * <p>Laws: what comes back is exactly what was put, or nothing; a failure of the medium is a miss.
 * Safe for any thread, and the thread that asks may be interrupted at any time without harm to
 * others.
 */
public interface ResultStore {
  /** Keeps nothing. */
  ResultStore NONE =
      new ResultStore() {
        @Override
        public List<Trace> records(Recipe recipe) {
          return List.of();
        }

        @Override
        public Optional<byte[]> value(Recipe recipe, Fingerprint fingerprint) {
          return Optional.empty();
        }

        @Override
        public void put(Recipe recipe, Trace trace, byte[] value) {}

        @Override
        public void forget(Recipe recipe) {}

        @Override
        public void forgetAll(String query) {}
      };

  /**
   * What names a result without what it read.
   *
   * @param query its {@link Query#id}
   * @param argument its whole argument
   * @param version its {@link Query#storedVersion}
   */
  record Recipe(String query, String argument, String version) {}

  /**
   * A read of a stored result.
   *
   * @param input whether an input was read, and not the result of a query
   * @param kind the name of the input's kind, or the query's id
   * @param name the input's name, or the query's argument
   * @param fingerprint what was seen
   */
  record Read(boolean input, String kind, String name, Fingerprint fingerprint) {}

  /**
   * What is known of a result.
   *
   * @param reads in the order in which they were made
   * @param result the fingerprint of the value
   */
  record Trace(List<Read> reads, Fingerprint result) {
    /** Copies the reads. */
    public Trace {
      reads = List.copyOf(reads);
    }
  }

  /** What is known of a recipe, newest first; what is damaged is not among it. */
  List<Trace> records(Recipe recipe);

  /** The bytes whose SHA-256 this is, checked. */
  Optional<byte[]> value(Recipe recipe, Fingerprint fingerprint);

  /** Keeps a result some time soon; never waits for the medium, and may drop it. */
  void put(Recipe recipe, Trace trace, byte[] value);

  /**
   * Waits until less than half of what may wait to be written waits, for those who make many
   * results and are in no hurry: what they put is dropped otherwise. Ends after the time at the
   * latest.
   */
  default void awaitRoom(Duration most) {}

  /** Removes what is known of a recipe, before this method returns. */
  void forget(Recipe recipe);

  /** Removes what is known of all results of a query, before this method returns. */
  void forgetAll(String query);
}
