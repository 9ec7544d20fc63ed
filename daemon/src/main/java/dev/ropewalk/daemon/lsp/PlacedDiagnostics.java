package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Diagnostics;
import dev.ropewalk.daemon.analysis.RecordCodec;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * Diagnostics as one client sees them: equal when that client would see no difference, whatever
 * else of the text has changed.
 *
 * @param items in text order
 */
public record PlacedDiagnostics(List<Item> items) {
  static final PlacedDiagnostics NONE = new PlacedDiagnostics(List.of());

  static final Codec<PlacedDiagnostics> CODEC =
      new RecordCodec<>("documentDiagnostics/1", PlacedDiagnostics::write, PlacedDiagnostics::read);

  /** Copies the list. */
  public PlacedDiagnostics {
    items = List.copyOf(items);
  }

  /** One of them; lines and characters count from 0, characters as the client counts them. */
  public record Item(
      int startLine, int startCharacter, int endLine, int endCharacter, String code, String text) {}

  static PlacedDiagnostics of(Diagnostics found, Text text, PositionEncoding encoding) {
    Positions positions = new Positions(text, encoding);
    found.items().forEach(item -> positions.add(item.startUtf16()).add(item.endUtf16()));
    positions.convert();
    return new PlacedDiagnostics(
        found.items().stream()
            .map(
                item ->
                    new Item(
                        positions.line(item.startUtf16()),
                        positions.character(item.startUtf16()),
                        positions.line(item.endUtf16()),
                        positions.character(item.endUtf16()),
                        item.code(),
                        item.message()))
            .toList());
  }

  private static void write(CanonicalWriter out, PlacedDiagnostics value) {
    out.beginList(value.items.size());
    for (Item item : value.items) {
      out.putInt(item.startLine)
          .putInt(item.startCharacter)
          .putInt(item.endLine)
          .putInt(item.endCharacter)
          .putString(item.code)
          .putString(item.text);
    }
  }

  private static PlacedDiagnostics read(CanonicalReader in) throws CanonicalException {
    List<Item> items = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      items.add(
          new Item(
              in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getString(), in.getString()));
    }
    return new PlacedDiagnostics(items);
  }
}
