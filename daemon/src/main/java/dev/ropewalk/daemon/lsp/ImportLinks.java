package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Imports;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.schedule.Cancellation;
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

  /** Finds the links. */
  CompletableFuture<List<DocumentLink>> of(OpenDocument open, Subject subject) {
    Optional<Path> path = ClientRoots.path(open.document().key().uri());
    if (path.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    CompletableFuture<Imports> imports = context.analyses().imports(subject);
    CompletableFuture<List<DocumentLink>> links =
        imports.thenApplyAsync(
            found -> links(found.items(), path.get().toString(), subject), context.executor());
    Cancellation.follow(links, imports);
    return links;
  }

  private List<DocumentLink> links(List<Imports.Found> imports, String path, Subject subject) {
    var positions = new Positions(subject.snapshot().text(), subject.snapshot().encoding());
    imports.forEach(one -> positions.add(one.startUtf16()).add(one.endUtf16()));
    positions.convert();
    var links = new ArrayList<DocumentLink>();
    for (Imports.Found one : imports) {
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
