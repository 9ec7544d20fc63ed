package dev.ropewalk.daemon.engine;

/**
 * A state of all inputs.
 *
 * @param number counts from 1
 * @param low the last revision in which an input of any durability changed: this one
 * @param medium the last one in which an input of MEDIUM or HIGH durability changed
 * @param high the last one in which an input of HIGH durability changed
 */
record Revision(long number, long low, long medium, long high) {
  static final Revision FIRST = new Revision(1, 1, 1, 1);

  /** The last revision in which an input at least so durable changed. */
  long last(Durability durability) {
    return switch (durability) {
      case LOW -> low;
      case MEDIUM -> medium;
      case HIGH -> high;
    };
  }

  /** The next one, in which the most durable input that changed was so durable before. */
  Revision next(Durability changed) {
    long next = number + 1;
    return new Revision(
        next,
        next,
        changed == Durability.LOW ? medium : next,
        changed == Durability.HIGH ? next : high);
  }
}
