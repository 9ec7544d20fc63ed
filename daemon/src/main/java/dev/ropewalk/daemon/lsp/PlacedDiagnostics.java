package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Diagnostics;
import dev.ropewalk.daemon.analysis.RecordCodec;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.wasm.abi.AbiResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Diagnostics as one client sees them: equal when that client would see no difference, whatever
 * else of the text has changed.
 *
 * @param items those of syntax in text order, then those of each extension as it gave them
 */
public record PlacedDiagnostics(List<Item> items) {
  /** Who speaks when no extension does. */
  static final String SOURCE = "ropewalk";

  static final PlacedDiagnostics NONE = new PlacedDiagnostics(List.of());

  static final Codec<PlacedDiagnostics> CODEC =
      new RecordCodec<>("documentDiagnostics/2", PlacedDiagnostics::write, PlacedDiagnostics::read);

  /** The severity of an error in the protocol. */
  static final int ERROR = 1;

  /** Copies the list. */
  public PlacedDiagnostics {
    items = List.copyOf(items);
  }

  /**
   * One of them.
   *
   * @param severity 1 to 4 as in the protocol
   * @param source who says so
   * @param unnecessary whether editors may grey it out
   * @param deprecated whether editors may strike it through
   */
  public record Item(
      GuestReply.Span span,
      String code,
      String text,
      int severity,
      String source,
      boolean unnecessary,
      boolean deprecated,
      List<Related> related) {
    /** Copies the list. */
    public Item {
      related = List.copyOf(related);
    }
  }

  /**
   * Another place that a diagnostic is about.
   *
   * @param path absolute, or a URI
   */
  public record Related(String path, GuestReply.Span span, String text) {}

  /** These, and then others. */
  PlacedDiagnostics plus(PlacedDiagnostics others) {
    if (items.isEmpty() || others.items.isEmpty()) {
      return items.isEmpty() ? others : this;
    }
    var all = new ArrayList<>(items);
    all.addAll(others.items);
    return new PlacedDiagnostics(all);
  }

  /** Those of syntax. */
  static PlacedDiagnostics of(Diagnostics found, Text text, PositionEncoding encoding) {
    Positions positions = new Positions(text, encoding);
    found.items().forEach(item -> positions.add(item.startUtf16()).add(item.endUtf16()));
    positions.convert();
    return new PlacedDiagnostics(
        found.items().stream()
            .map(
                item ->
                    new Item(
                        new GuestReply.Span(
                            positions.line(item.startUtf16()),
                            positions.character(item.startUtf16()),
                            positions.line(item.endUtf16()),
                            positions.character(item.endUtf16())),
                        item.code(),
                        item.message(),
                        ERROR,
                        SOURCE,
                        false,
                        false,
                        List.of()))
            .toList());
  }

  /**
   * Those of an extension.
   *
   * @param document its name of the document
   */
  static PlacedDiagnostics of(GuestReply reply, String document) {
    if (!(reply.result() instanceof AbiResult.Diagnostics(var found))) {
      return NONE;
    }
    return new PlacedDiagnostics(
        found.stream()
            .map(
                item ->
                    new Item(
                        reply.span(document, item.range()),
                        item.code(),
                        item.message(),
                        item.severity().number(),
                        reply.extension().id(),
                        item.unnecessary(),
                        item.deprecated(),
                        item.related().stream().map(each -> related(reply, each)).toList()))
            .toList());
  }

  private static Related related(GuestReply reply, AbiResult.Related related) {
    AbiResult.Location at = related.location();
    return new Related(
        reply.path(at.document()), reply.span(at.document(), at.range()), related.message());
  }

  private static void write(CanonicalWriter out, PlacedDiagnostics value) {
    out.beginList(value.items.size());
    for (Item item : value.items) {
      put(out, item.span)
          .putString(item.code)
          .putString(item.text)
          .putInt(item.severity)
          .putString(item.source)
          .putBoolean(item.unnecessary)
          .putBoolean(item.deprecated)
          .beginList(item.related.size());
      for (Related related : item.related) {
        put(out.putString(related.path), related.span).putString(related.text);
      }
    }
  }

  private static CanonicalWriter put(CanonicalWriter out, GuestReply.Span span) {
    return out.putInt(span.startLine())
        .putInt(span.startCharacter())
        .putInt(span.endLine())
        .putInt(span.endCharacter());
  }

  private static PlacedDiagnostics read(CanonicalReader in) throws CanonicalException {
    List<Item> items = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      GuestReply.Span span = span(in);
      String code = in.getString();
      String text = in.getString();
      int severity = in.getInt();
      String source = in.getString();
      boolean unnecessary = in.getBoolean();
      boolean deprecated = in.getBoolean();
      List<Related> related = new ArrayList<>();
      for (int more = in.beginList(); more > 0; more--) {
        related.add(new Related(in.getString(), span(in), in.getString()));
      }
      items.add(new Item(span, code, text, severity, source, unnecessary, deprecated, related));
    }
    return new PlacedDiagnostics(items);
  }

  private static GuestReply.Span span(CanonicalReader in) throws CanonicalException {
    return new GuestReply.Span(in.getInt(), in.getInt(), in.getInt(), in.getInt());
  }
}
