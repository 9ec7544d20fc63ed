package dev.ropewalk.daemon.engine;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The points between which the order of threads matters, so that a test can choose that order; see
 * {@code Baton} among the tests. In production nothing happens at them.
 */
interface Steps {
  /** Nobody chooses. */
  Steps NONE = new Steps() {};

  /** What comes next, or has just been done. */
  enum Point {
    /** A run is about to look whether it was cancelled. */
    POLL,
    /** A run knows the current revision, and is about to be registered at it. */
    BEGIN,
    /** Versions of inputs are there, and nothing is marked. */
    WRITTEN,
    /** One more result is about to be marked. */
    MARK,
    /** All is marked, and the revision not published. */
    MARKED,
    /** A claim is about to be taken. */
    CLAIM,
    /** A claim was released. */
    RELEASED,
    /** A memo was found to be true, and is not stamped. */
    TRUE,
    /** The table of memos is about to be changed in one atomic step. */
    TABLE,
    /** In that step: a memo was declared gone, or is registered no more, and is in the table. */
    GONE,
    /** That step is over. */
    TABLE_DONE,
    /** A published memo is about to be compared with what was marked meanwhile. */
    SETTLE,
    /** It was compared, and is about to be opened to hits. */
    SETTLED
  }

  /** A thread is there. Only {@link Point#WRITTEN} to MARKED, TABLE to GONE are under a lock. */
  default void at(Point point) {}

  /** A condition of the lock of claims. */
  default Condition condition(ReentrantLock lock) {
    return lock.newCondition();
  }
}
