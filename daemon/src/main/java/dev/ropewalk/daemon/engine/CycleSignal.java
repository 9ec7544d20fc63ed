package dev.ropewalk.daemon.engine;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Unwinds the frames of a cycle; never leaves the engine. */
final class CycleSignal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Set<QueryKey<?>> members;

  CycleSignal(Collection<QueryKey<?>> members) {
    super("a cycle", null, false, false);
    this.members = Set.copyOf(members);
  }

  Set<QueryKey<?>> members() {
    return members;
  }

  boolean has(QueryKey<?> key) {
    return members.contains(key);
  }

  /** The members' names, sorted. */
  List<String> names() {
    return members.stream().map(QueryKey::display).sorted().collect(Collectors.toList());
  }
}
