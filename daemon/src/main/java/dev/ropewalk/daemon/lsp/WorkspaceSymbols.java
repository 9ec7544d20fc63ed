package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextFile;
import dev.ropewalk.daemon.analysis.Outline;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.index.FileFacts;
import dev.ropewalk.daemon.analysis.index.FuzzyPattern;
import dev.ropewalk.daemon.analysis.index.SymbolSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SymbolInformation;

/**
 * Answers {@code workspace/symbol}: the index, but for what the client has open its own text, which
 * may not be saved.
 */
final class WorkspaceSymbols {
  private final ServerContext context;
  private final ClientRoots roots;

  WorkspaceSymbols(ServerContext context, ClientRoots roots) {
    this.context = context;
    this.roots = roots;
  }

  /** An open document below a root, and its symbols. */
  private record Shown(Path path, String uri, Subject subject, Outline outline) {}

  /** An answer and what orders it. */
  private record Ranked(int score, String path, SymbolInformation symbol) {
    static final Comparator<Ranked> ORDER =
        Comparator.comparingInt(Ranked::score)
            .reversed()
            .thenComparingInt(one -> one.symbol().getName().length())
            .thenComparing(one -> one.symbol().getName())
            .thenComparing(Ranked::path)
            .thenComparingInt(one -> one.symbol().getLocation().getRange().getStart().getLine());
  }

  /** Searches; submits the reads of open documents before it returns. */
  CompletableFuture<List<SymbolInformation>> search(
      String query, List<OpenDocument> documents, PositionEncoding encoding) {
    List<Path> directories = roots.roots();
    var outlines = new ArrayList<CompletableFuture<Optional<Shown>>>();
    for (OpenDocument document : documents) {
      outline(document, directories).ifPresent(outlines::add);
    }
    return CompletableFuture.allOf(outlines.toArray(CompletableFuture<?>[]::new))
        .thenApplyAsync(
            done -> {
              List<Shown> shown =
                  outlines.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
              return answer(query, directories, shown, encoding);
            },
            context.executor());
  }

  private Optional<CompletableFuture<Optional<Shown>>> outline(
      OpenDocument document, List<Path> directories) {
    String uri = document.document().clientUri();
    Optional<Path> path =
        ClientRoots.path(document.document().key().uri())
            .filter(at -> directories.stream().anyMatch(at::startsWith));
    Optional<Subject> subject =
        document
            .subject()
            .filter(s -> !context.index().settings().withoutSymbols().contains(s.language().id()));
    if (path.isEmpty() || subject.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        context
            .analyses()
            .outline(subject.get())
            .handle( // a document that cannot be analysed now is what it was on the disk
                (outline, failure) ->
                    failure == null
                        ? Optional.of(new Shown(path.get(), uri, subject.get(), outline))
                        : Optional.empty()));
  }

  private List<SymbolInformation> answer(
      String query, List<Path> directories, List<Shown> open, PositionEncoding encoding) {
    int most = context.index().settings().maxSymbols();
    FuzzyPattern pattern = FuzzyPattern.of(query);
    var ranked = new ArrayList<Ranked>();
    for (Shown shown : open) {
      ranked(shown, pattern, ranked);
    }
    Set<String> passedOver =
        open.stream().map(shown -> shown.path().toString()).collect(Collectors.toSet());
    Map<String, Optional<Text>> texts = new HashMap<>();
    for (SymbolSearch.Hit hit :
        context.index().search(directories, query, passedOver::contains, most)) {
      var location =
          new Location(Path.of(hit.path()).toUri().toString(), range(hit, encoding, texts));
      ranked.add(
          new Ranked(
              hit.score(),
              hit.path(),
              information(hit.name(), Replies.kind(hit.kind()), location, hit.container())));
    }
    ranked.sort(Ranked.ORDER);
    return ranked.stream().limit(most).map(Ranked::symbol).toList();
  }

  private static void ranked(Shown shown, FuzzyPattern pattern, List<Ranked> out) {
    var positions =
        new Positions(shown.subject().snapshot().text(), shown.subject().snapshot().encoding());
    var fitting = new ArrayList<Outline.Symbol>();
    var containers = new ArrayList<String>();
    shown.outline().roots().forEach(root -> fit(root, "", pattern, fitting, containers));
    fitting.forEach(s -> positions.add(s.nameStartUtf16()).add(s.nameEndUtf16()));
    positions.convert();
    for (int i = 0; i < fitting.size(); i++) {
      Outline.Symbol symbol = fitting.get(i);
      var location =
          new Location(
              shown.uri(), positions.range(symbol.nameStartUtf16(), symbol.nameEndUtf16()));
      out.add(
          new Ranked(
              pattern.score(symbol.name()),
              shown.path().toString(),
              information(
                  symbol.name(), Replies.kind(symbol.kind()), location, containers.get(i))));
    }
  }

  private static void fit(
      Outline.Symbol symbol,
      String container,
      FuzzyPattern pattern,
      List<Outline.Symbol> fitting,
      List<String> containers) {
    if (pattern.score(symbol.name()) != FuzzyPattern.NONE) {
      fitting.add(symbol);
      containers.add(container);
    }
    symbol.children().forEach(child -> fit(child, symbol.name(), pattern, fitting, containers));
  }

  @SuppressWarnings("deprecation") // every client knows it; WorkspaceSymbol only the newer ones
  private static SymbolInformation information(
      String name, org.eclipse.lsp4j.SymbolKind kind, Location location, String container) {
    return container.isEmpty()
        ? new SymbolInformation(name, kind, location)
        : new SymbolInformation(name, kind, location, container);
  }

  /** The index counts in UTF-16; for others the line has to be looked at. */
  private Range range(
      SymbolSearch.Hit hit, PositionEncoding encoding, Map<String, Optional<Text>> texts) {
    FileFacts.Span span = hit.selection();
    if (encoding != PositionEncoding.UTF_16) {
      Optional<Text> text = texts.computeIfAbsent(hit.path(), this::text);
      if (text.isPresent()) {
        return new Range(
            converted(text.get(), span.startLine(), span.startCharacter(), encoding),
            converted(text.get(), span.endLine(), span.endCharacter(), encoding));
      }
    }
    return new Range(
        new Position(span.startLine(), span.startCharacter()),
        new Position(span.endLine(), span.endCharacter()));
  }

  private Optional<Text> text(String path) {
    return TextFile.read(Path.of(path), context.index().settings().maxFileBytes())
            instanceof TextFile.Loaded loaded
        ? Optional.of(loaded.text())
        : Optional.empty();
  }

  private static Position converted(Text text, int line, int character, PositionEncoding encoding) {
    if (line >= text.lineCount()) {
      return new Position(line, character); // it changed just now
    }
    int offset =
        text.offsetOf(
            new dev.ropewalk.buffers.text.Position(line, character), PositionEncoding.UTF_16);
    return new Position(line, text.positionOf(offset, encoding).character());
  }
}
