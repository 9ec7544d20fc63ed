package dev.ropewalk.daemon.lsp;

import java.util.function.Consumer;
import org.eclipse.lsp4j.CreateFilesParams;
import org.eclipse.lsp4j.DeleteFilesParams;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidChangeWorkspaceFoldersParams;
import org.eclipse.lsp4j.RenameFilesParams;
import org.eclipse.lsp4j.services.WorkspaceService;
import org.jspecify.annotations.Nullable;

/** What a client tells of its workspace; only its settings matter yet. */
final class Workspace implements WorkspaceService {
  private final Consumer<@Nullable Object> configure;

  /**
   * Makes the service.
   *
   * @param configure takes settings, or null when the client says only that they changed
   */
  Workspace(Consumer<@Nullable Object> configure) {
    this.configure = configure;
  }

  @Override
  public void didChangeConfiguration(DidChangeConfigurationParams params) {
    configure.accept(params.getSettings());
  }

  @Override
  public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
    // Nothing that is not open is read yet.
  }

  @Override
  public void didChangeWorkspaceFolders(DidChangeWorkspaceFoldersParams params) {
    // Analyses do not look beyond a document yet.
  }

  @Override
  public void didCreateFiles(CreateFilesParams params) {
    // As for watched files.
  }

  @Override
  public void didRenameFiles(RenameFilesParams params) {
    // As for watched files.
  }

  @Override
  public void didDeleteFiles(DeleteFilesParams params) {
    // As for watched files.
  }
}
