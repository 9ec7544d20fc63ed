package dev.ropewalk.buffers.intern;

/** What can be measured about an interner; binding it to meters is up to its user. */
@FunctionalInterface
public interface InternMetric {
  /** Returns the counts as they are now. */
  InternStatistics statistics();
}
