package dev.ropewalk.daemon.engine;

import java.util.List;

/** A query needs its own result, and has no answer for that. */
public final class CycleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> members;

  public CycleException(List<String> members) {
    super("these results need each other: " + String.join(", ", members));
    this.members = List.copyOf(members);
  }

  /** The keys of the cycle, sorted. */
  public List<String> members() {
    return members;
  }
}
