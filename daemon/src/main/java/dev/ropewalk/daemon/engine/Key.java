package dev.ropewalk.daemon.engine;

/** What can be read: an input or the result of a query. */
public sealed interface Key permits InputKey, QueryKey {

  /** For people and logs of executions: {@code kind(name)}. */
  String display();
}
