package dev.ropewalk.daemon.engine;

/**
 * Names an input.
 *
 * @param kind what it is
 * @param name which one it is
 */
public record InputKey(InputKind kind, String name) implements Key {
  @Override
  public String display() {
    return kind.name() + "(" + Key.onOneLine(name) + ")";
  }
}
