package dev.ropewalk.daemon.engine;

/**
 * How seldom an input changes. A change of one kind leaves what rests on more durable inputs alone
 * verified without a look.
 */
public enum Durability {
  /** Open documents: at every keystroke. */
  LOW,
  /** Files of the workspace that nobody has open. */
  MEDIUM,
  /** Libraries, configuration, modules of extensions. */
  HIGH;

  /** The less durable of two. */
  public Durability min(Durability other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
