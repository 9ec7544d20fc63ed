package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import java.util.List;

/**
 * What kept a formatter from formatting a text, as an input; it counts as long as the document has
 * that text.
 *
 * @param content names the text
 */
record FormatError(String content, PlacedDiagnostics.Item item) {
  static final InputKind KIND = new InputKind("formatError", Durability.LOW);

  /** The input of a document, by the argument of its diagnostics. */
  static InputKey key(String argument) {
    return new InputKey(KIND, argument);
  }

  InputWrite write(String argument) {
    byte[] bytes =
        new CanonicalWriter()
            .putString(content)
            .putBytes(PlacedDiagnostics.CODEC.encode(new PlacedDiagnostics(List.of(item))))
            .toBytes();
    return InputWrite.set(key(argument), Fingerprint.of(bytes), this, Durability.LOW);
  }
}
