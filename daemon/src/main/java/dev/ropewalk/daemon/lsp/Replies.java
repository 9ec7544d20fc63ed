package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Folds;
import dev.ropewalk.daemon.analysis.Highlights;
import dev.ropewalk.daemon.analysis.HoverCard;
import dev.ropewalk.daemon.analysis.Outline;
import dev.ropewalk.daemon.analysis.SelectionChain;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.document.DocumentUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DiagnosticTag;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightKind;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeKind;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.jspecify.annotations.Nullable;

/** Turns results into LSP types. */
final class Replies {
  /** A selection range nests in JSON; a client's parser has a bound on that. */
  private static final int MAX_SELECTION_STEPS = 64;

  private Replies() {}

  /**
   * Diagnostics of a document.
   *
   * @param uri the document as the client names it
   */
  static List<Diagnostic> diagnostics(PlacedDiagnostics found, String uri) {
    List<Diagnostic> out = new ArrayList<>(found.items().size());
    for (PlacedDiagnostics.Item item : found.items()) {
      var one =
          new Diagnostic(
              range(item.span()),
              item.text(),
              DiagnosticSeverity.forValue(item.severity()),
              item.source());
      if (!item.code().isEmpty()) {
        one.setCode(item.code());
      }
      var tags = new ArrayList<DiagnosticTag>();
      if (item.unnecessary()) {
        tags.add(DiagnosticTag.Unnecessary);
      }
      if (item.deprecated()) {
        tags.add(DiagnosticTag.Deprecated);
      }
      if (!tags.isEmpty()) {
        one.setTags(tags);
      }
      if (!item.related().isEmpty()) {
        one.setRelatedInformation(
            item.related().stream()
                .map(
                    related ->
                        new DiagnosticRelatedInformation(
                            new Location(uri(related.path(), uri), range(related.span())),
                            related.text()))
                .toList());
      }
      out.add(one);
    }
    return out;
  }

  static Range range(GuestReply.Span span) {
    return new Range(
        new Position(span.startLine(), span.startCharacter()),
        new Position(span.endLine(), span.endCharacter()));
  }

  /**
   * The URI of a path.
   *
   * @param own the document that was asked about, as its client names it
   */
  static String uri(String path, String own) {
    if (!path.startsWith("/") && path.indexOf(':') > 1) {
      return path; // it is a URI
    }
    String uri = Path.of(path).toUri().toString();
    return DocumentUri.normalise(own).equals(DocumentUri.normalise(uri)) ? own : uri;
  }

  static List<Either<SymbolInformation, DocumentSymbol>> symbols(
      Outline outline, Text text, PositionEncoding encoding, boolean hierarchical, String uri) {
    Positions positions = new Positions(text, encoding);
    outline.forEach(
        symbol ->
            positions
                .add(symbol.startUtf16())
                .add(symbol.endUtf16())
                .add(symbol.nameStartUtf16())
                .add(symbol.nameEndUtf16()));
    positions.convert();
    List<Either<SymbolInformation, DocumentSymbol>> out = new ArrayList<>();
    for (Outline.Symbol root : outline.roots()) {
      if (hierarchical) {
        out.add(Either.forRight(symbol(root, positions)));
      } else {
        flatten(root, null, positions, uri, out);
      }
    }
    return out;
  }

  /** Symbols of extensions. */
  static List<Either<SymbolInformation, DocumentSymbol>> symbols(
      List<DocumentSymbol> roots, boolean hierarchical, String uri) {
    List<Either<SymbolInformation, DocumentSymbol>> out = new ArrayList<>();
    for (DocumentSymbol root : roots) {
      if (hierarchical) {
        out.add(Either.forRight(root));
      } else {
        flatten(root, null, uri, out);
      }
    }
    return out;
  }

  private static void flatten(
      DocumentSymbol symbol,
      @Nullable String container,
      String uri,
      List<Either<SymbolInformation, DocumentSymbol>> out) {
    var location = new Location(uri, symbol.getRange());
    out.add(
        Either.forLeft(
            container == null
                ? new SymbolInformation(symbol.getName(), symbol.getKind(), location)
                : new SymbolInformation(symbol.getName(), symbol.getKind(), location, container)));
    symbol.getChildren().forEach(child -> flatten(child, symbol.getName(), uri, out));
  }

  private static DocumentSymbol symbol(Outline.Symbol symbol, Positions positions) {
    DocumentSymbol out =
        new DocumentSymbol(
            symbol.name(),
            kind(symbol.kind()),
            positions.range(symbol.startUtf16(), symbol.endUtf16()),
            positions.range(symbol.nameStartUtf16(), symbol.nameEndUtf16()));
    if (!symbol.detail().isEmpty()) {
      out.setDetail(symbol.detail());
    }
    out.setChildren(symbol.children().stream().map(child -> symbol(child, positions)).toList());
    return out;
  }

  private static void flatten(
      Outline.Symbol symbol,
      @Nullable String container,
      Positions positions,
      String uri,
      List<Either<SymbolInformation, DocumentSymbol>> out) {
    Location location = new Location(uri, positions.range(symbol.startUtf16(), symbol.endUtf16()));
    out.add(
        Either.forLeft(
            container == null
                ? new SymbolInformation(symbol.name(), kind(symbol.kind()), location)
                : new SymbolInformation(symbol.name(), kind(symbol.kind()), location, container)));
    symbol.children().forEach(child -> flatten(child, symbol.name(), positions, uri, out));
  }

  static SymbolKind kind(dev.ropewalk.daemon.analysis.SymbolKind kind) {
    return switch (kind) {
      case MODULE -> SymbolKind.Module;
      case NAMESPACE -> SymbolKind.Namespace;
      case PACKAGE -> SymbolKind.Package;
      case CLASS -> SymbolKind.Class;
      case METHOD -> SymbolKind.Method;
      case PROPERTY -> SymbolKind.Property;
      case FIELD -> SymbolKind.Field;
      case CONSTRUCTOR -> SymbolKind.Constructor;
      case ENUM -> SymbolKind.Enum;
      case INTERFACE -> SymbolKind.Interface;
      case FUNCTION -> SymbolKind.Function;
      case VARIABLE -> SymbolKind.Variable;
      case CONSTANT -> SymbolKind.Constant;
      case STRING -> SymbolKind.String;
      case NUMBER -> SymbolKind.Number;
      case BOOLEAN -> SymbolKind.Boolean;
      case ARRAY -> SymbolKind.Array;
      case OBJECT -> SymbolKind.Object;
      case KEY -> SymbolKind.Key;
      case NULL -> SymbolKind.Null;
      case ENUM_MEMBER -> SymbolKind.EnumMember;
      case STRUCT -> SymbolKind.Struct;
      case EVENT -> SymbolKind.Event;
      case OPERATOR -> SymbolKind.Operator;
      case TYPE_PARAMETER -> SymbolKind.TypeParameter;
    };
  }

  static List<FoldingRange> folds(
      Folds folds, Text text, PositionEncoding encoding, boolean linesOnly) {
    List<FoldingRange> out = new ArrayList<>(folds.ranges().size());
    for (Folds.Range range : folds.ranges()) {
      FoldingRange fold = new FoldingRange(range.startLine(), range.endLine());
      if (!linesOnly) {
        fold.setStartCharacter(lineLength(text, range.startLine(), encoding));
        fold.setEndCharacter(lineLength(text, range.endLine(), encoding));
      }
      switch (range.kind()) {
        case COMMENT -> fold.setKind(FoldingRangeKind.Comment);
        case IMPORTS -> fold.setKind(FoldingRangeKind.Imports);
        case REGION -> fold.setKind(FoldingRangeKind.Region);
        case CODE -> {}
      }
      out.add(fold);
    }
    return out;
  }

  private static int lineLength(Text text, int line, PositionEncoding encoding) {
    return text.positionOf(text.lineEnd(line), encoding).character();
  }

  static SelectionRange selection(SelectionChain chain, Text text, PositionEncoding encoding) {
    int[] bounds = chain.bounds();
    Positions positions = new Positions(text, encoding);
    for (int bound : bounds) {
      positions.add(bound);
    }
    positions.convert();
    int steps = bounds.length / 2;
    SelectionRange outer = null;
    for (int i = steps - 1; i >= 0; i--) {
      // The innermost steps and the outermost one are what people use.
      if (i < MAX_SELECTION_STEPS || i == steps - 1) {
        SelectionRange inner = new SelectionRange();
        inner.setRange(positions.range(bounds[2 * i], bounds[2 * i + 1]));
        inner.setParent(outer);
        outer = inner;
      }
    }
    return Objects.requireNonNull(outer);
  }

  static List<DocumentHighlight> highlights(
      Highlights found, Text text, PositionEncoding encoding) {
    Positions positions = new Positions(text, encoding);
    found.marks().forEach(mark -> positions.add(mark.startUtf16()).add(mark.endUtf16()));
    positions.convert();
    List<DocumentHighlight> out = new ArrayList<>(found.marks().size());
    for (Highlights.Mark mark : found.marks()) {
      out.add(
          new DocumentHighlight(
              positions.range(mark.startUtf16(), mark.endUtf16()),
              switch (mark.kind()) {
                case TEXT -> DocumentHighlightKind.Text;
                case READ -> DocumentHighlightKind.Read;
                case WRITE -> DocumentHighlightKind.Write;
              }));
    }
    return out;
  }

  static Hover hover(HoverCard card, Text text, PositionEncoding encoding, boolean markdown) {
    Positions positions =
        new Positions(text, encoding).add(card.startUtf16()).add(card.endUtf16()).convert();
    MarkupContent content =
        markdown
            ? new MarkupContent(MarkupKind.MARKDOWN, card.markdown())
            : new MarkupContent(MarkupKind.PLAINTEXT, card.plain());
    return new Hover(content, positions.range(card.startUtf16(), card.endUtf16()));
  }
}
