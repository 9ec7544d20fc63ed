package dev.ropewalk.wasm.registry;

/** A manifest cannot be used; the message names key, value and what is allowed. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A longer value of somebody else's is cut. */
  private static final int SHOWN = 80;

  ManifestException(String message) {
    super(message);
  }

  ManifestException(String key, Object value, String allowed) {
    super("ropewalk.toml: " + key + " = " + shown(value) + ": " + allowed + " is needed");
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    var out = new StringBuilder();
    text.codePoints().limit(SHOWN).map(c -> c < ' ' ? ' ' : c).forEach(out::appendCodePoint);
    return text.codePointCount(0, text.length()) > SHOWN ? out + "…" : out.toString();
  }
}
