package dev.ropewalk.daemon.engine;

import java.util.Set;

/** Why a result was computed. */
public sealed interface Cause {

  /** Nothing was known. */
  record FirstTime() implements Cause {}

  /**
   * A read was not what it had been.
   *
   * @param read what it was of
   */
  record ReadChanged(Key read) implements Cause {}

  /** It was computed with something that is not tracked. */
  record Untracked() implements Cause {}

  /** It was known to be true, but its value was nowhere. */
  record ValueGone() implements Cause {}

  /** Its query was found to depend on something that it does not read. */
  record Distrusted() implements Cause {}

  /**
   * It needs itself.
   *
   * @param members all that need each other, this one too
   */
  record Cycle(Set<QueryKey<?>> members) implements Cause {}
}
