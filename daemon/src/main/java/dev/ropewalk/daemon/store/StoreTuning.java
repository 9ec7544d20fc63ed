package dev.ropewalk.daemon.store;

import java.time.Duration;

/**
 * Numbers of the store that no user needs to set.
 *
 * @param maxTraces traces that a record holds; more than one, so that switching between two
 *     branches finds both
 * @param inlineBytes a value up to this size is in its record, which saves the opening of a second
 *     file
 * @param olderBytes what all but the newest trace of a record may take together, so that a look-up
 *     stays one small read
 * @param recentBytes values from records just read that are held until they are asked for
 * @param touchAfter how old the mark of a file's last use may be before a use renews it
 * @param staleTemporary age at which a temporary file is one that a dead process left
 * @param firstCollection rest before the first collection of a process, when none is due
 * @param drain how long closing waits for what is still to be written
 */
record StoreTuning(
    int maxTraces,
    int inlineBytes,
    int olderBytes,
    int recentBytes,
    Duration touchAfter,
    Duration staleTemporary,
    Duration firstCollection,
    Duration drain) {
  static final StoreTuning PRODUCTION =
      new StoreTuning(
          4,
          8 << 10,
          24 << 10,
          4 << 20,
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));
}
