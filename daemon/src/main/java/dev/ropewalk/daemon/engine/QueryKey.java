package dev.ropewalk.daemon.engine;

/**
 * Names a result.
 *
 * @param query what is asked; equal by identity
 * @param argument all that the result depends on besides what the query reads
 */
public record QueryKey<V>(Query<V> query, String argument) implements Key {
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof QueryKey<?> key
            && query == key.query
            && argument.equals(key.argument));
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(query) + argument.hashCode();
  }

  @Override
  public String display() {
    return query.id() + "(" + Key.onOneLine(argument) + ")";
  }
}
