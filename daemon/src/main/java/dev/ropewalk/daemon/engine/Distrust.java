package dev.ropewalk.daemon.engine;

/**
 * That a query was found to be impure, as an input named by its id; absent while it is not. A
 * record that names inputs alone has read it of each query whose results it does not name.
 */
final class Distrust {
  static final InputKind KIND = new InputKind("distrust", Durability.HIGH);

  private Distrust() {}

  static InputKey key(Query<?> query) {
    return new InputKey(KIND, query.id());
  }

  static InputWrite write(Query<?> query) {
    return InputWrite.set(
        key(query),
        Fingerprint.of(new CanonicalWriter().putBoolean(true).toBytes()),
        true,
        Durability.HIGH);
  }
}
