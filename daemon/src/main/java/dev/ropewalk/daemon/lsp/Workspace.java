package dev.ropewalk.daemon.lsp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.lsp4j.CreateFilesParams;
import org.eclipse.lsp4j.DeleteFilesParams;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidChangeWorkspaceFoldersParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.RenameFilesParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.WorkspaceSymbol;
import org.eclipse.lsp4j.WorkspaceSymbolParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.WorkspaceService;
import org.jspecify.annotations.Nullable;

/** What a client tells of its workspace, and asks about it. */
final class Workspace implements WorkspaceService {
  private final Consumer<@Nullable Object> configure;
  private final ClientRoots roots;
  private final Function<String, CompletableFuture<List<SymbolInformation>>> search;
  private final Function<ExecuteCommandParams, CompletableFuture<@Nullable Object>> command;
  private final Runnable rootsChanged;

  /**
   * Makes the service.
   *
   * @param configure takes settings, or null when the client says only that they changed
   * @param search finds symbols by letters of their names
   * @param command runs one
   * @param rootsChanged called when the directories are other ones
   */
  Workspace(
      Consumer<@Nullable Object> configure,
      ClientRoots roots,
      Function<String, CompletableFuture<List<SymbolInformation>>> search,
      Function<ExecuteCommandParams, CompletableFuture<@Nullable Object>> command,
      Runnable rootsChanged) {
    this.configure = configure;
    this.roots = roots;
    this.search = search;
    this.command = command;
    this.rootsChanged = rootsChanged;
  }

  @Override
  @SuppressWarnings("deprecation") // the protocol's older answer, which every client knows
  public CompletableFuture<
          Either<List<? extends SymbolInformation>, List<? extends WorkspaceSymbol>>>
      symbol(WorkspaceSymbolParams params) {
    String query = params.getQuery() == null ? "" : params.getQuery();
    var answer =
        new Answer<Either<List<? extends SymbolInformation>, List<? extends WorkspaceSymbol>>>(
            "workspace/symbol");
    return answer.from(search.apply(query).thenApply(Either::forLeft));
  }

  @Override
  public void didChangeConfiguration(DidChangeConfigurationParams params) {
    configure.accept(params.getSettings());
  }

  @Override
  public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
    params.getChanges().forEach(change -> roots.touched(change.getUri()));
  }

  @Override
  public void didChangeWorkspaceFolders(DidChangeWorkspaceFoldersParams params) {
    roots.remove(params.getEvent().getRemoved().stream().map(WorkspaceFolder::getUri).toList());
    roots.add(params.getEvent().getAdded().stream().map(WorkspaceFolder::getUri).toList());
    rootsChanged.run();
  }

  @Override
  @SuppressWarnings("NullAway") // as in RopewalkServer
  public CompletableFuture<@Nullable Object> executeCommand(ExecuteCommandParams params) {
    return command.apply(params);
  }

  @Override
  public void didCreateFiles(CreateFilesParams params) {
    params.getFiles().forEach(file -> roots.touched(file.getUri()));
  }

  @Override
  public void didRenameFiles(RenameFilesParams params) {
    params
        .getFiles()
        .forEach(
            file -> {
              roots.touched(file.getOldUri());
              roots.touched(file.getNewUri());
            });
  }

  @Override
  public void didDeleteFiles(DeleteFilesParams params) {
    params.getFiles().forEach(file -> roots.touched(file.getUri()));
  }
}
