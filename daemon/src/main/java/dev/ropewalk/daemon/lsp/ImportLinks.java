package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.SupersededException;
import dev.ropewalk.daemon.analysis.index.FactsReader;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.DocumentLink;

/** Answers {@code textDocument/documentLink}: the imports whose files are in the workspace. */
final class ImportLinks {
  private final ServerContext context;

  ImportLinks(ServerContext context) {
    this.context = context;
  }

  /** Finds the links; submits its read before it returns. */
  CompletableFuture<List<DocumentLink>> of(OpenDocument open, Subject subject) {
    SyntaxSession session = subject.snapshot().session();
    Optional<Path> path = ClientRoots.path(open.document().key().uri());
    if (session == null || path.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    long revision = subject.snapshot().revision();
    CompletableFuture<List<FactsReader.Found>> imports =
        session.read(
            Priority.INTERACTIVE,
            tree -> {
              if (tree.revision() != revision) {
                throw new SupersededException(revision, tree.revision());
              }
              return FactsReader.imports(tree, subject.language(), subject.snapshot().text());
            });
    CompletableFuture<List<DocumentLink>> links =
        imports.thenApplyAsync(
            found -> links(found, path.get().toString(), subject), context.executor());
    var unused =
        links.whenComplete(
            (value, failure) -> {
              if (links.isCancelled()) {
                imports.cancel(true);
              }
            });
    return links;
  }

  private List<DocumentLink> links(List<FactsReader.Found> imports, String path, Subject subject) {
    var positions = new Positions(subject.snapshot().text(), subject.snapshot().encoding());
    imports.forEach(one -> positions.add(one.startUtf16()).add(one.endUtf16()));
    positions.convert();
    var links = new ArrayList<DocumentLink>();
    for (FactsReader.Found one : imports) {
      context
          .index()
          .target(path, one)
          .ifPresent(
              target ->
                  links.add(
                      new DocumentLink(
                          positions.range(one.startUtf16(), one.endUtf16()),
                          Path.of(target).toUri().toString())));
    }
    return links;
  }
}
