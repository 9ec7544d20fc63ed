package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.TokenLegend;
import dev.ropewalk.wasm.abi.Op;
import java.util.List;
import java.util.Set;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.DiagnosticRegistrationOptions;
import org.eclipse.lsp4j.DocumentLinkOptions;
import org.eclipse.lsp4j.ExecuteCommandOptions;
import org.eclipse.lsp4j.SemanticTokensLegend;
import org.eclipse.lsp4j.SemanticTokensServerFull;
import org.eclipse.lsp4j.SemanticTokensWithRegistrationOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.TextDocumentSyncOptions;
import org.eclipse.lsp4j.WorkspaceFoldersOptions;
import org.eclipse.lsp4j.WorkspaceServerCapabilities;

/** What the server says that it can do. */
final class Capabilities {
  private static final String DIAGNOSTICS_ID = "ropewalk";

  private Capabilities() {}

  /**
   * The capabilities.
   *
   * @param ops what extensions answer, formatters among them
   */
  static ServerCapabilities of(ClientProfile profile, Set<Op> ops) {
    ServerCapabilities all = new ServerCapabilities();
    all.setPositionEncoding(profile.encodingName());
    TextDocumentSyncOptions sync = new TextDocumentSyncOptions();
    sync.setOpenClose(true);
    sync.setChange(TextDocumentSyncKind.Incremental);
    all.setTextDocumentSync(sync);
    all.setDocumentSymbolProvider(true);
    all.setFoldingRangeProvider(true);
    all.setSelectionRangeProvider(true);
    all.setDocumentHighlightProvider(true);
    all.setHoverProvider(true);
    all.setWorkspaceSymbolProvider(true);
    all.setDocumentLinkProvider(new DocumentLinkOptions(false));
    WorkspaceFoldersOptions folders = new WorkspaceFoldersOptions();
    folders.setSupported(true);
    folders.setChangeNotifications(true);
    all.setWorkspace(new WorkspaceServerCapabilities(folders));
    all.setSemanticTokensProvider(
        new SemanticTokensWithRegistrationOptions(
            new SemanticTokensLegend(TokenLegend.TYPES, TokenLegend.MODIFIERS),
            new SemanticTokensServerFull(true),
            true));
    if (ops.contains(Op.COMPLETION)) {
      all.setCompletionProvider(new CompletionOptions(false, List.of()));
    }
    if (ops.contains(Op.DEFINITION)) {
      all.setDefinitionProvider(true);
    }
    if (ops.contains(Op.REFERENCES)) {
      all.setReferencesProvider(true);
    }
    if (ops.contains(Op.CODE_ACTIONS)) {
      all.setCodeActionProvider(true);
    }
    if (ops.contains(Op.FORMATTING)) {
      all.setDocumentFormattingProvider(true);
      all.setDocumentRangeFormattingProvider(true);
    }
    if (ops.contains(Op.INLAY_HINTS)) {
      all.setInlayHintProvider(true);
    }
    // Whoever has a code action may have a command; one name serves them all.
    all.setExecuteCommandProvider(new ExecuteCommandOptions(List.of(GuestFeatures.COMMAND)));
    if (profile.pullsDiagnostics()) {
      // Extensions read other files: one of them may say something else of this one.
      DiagnosticRegistrationOptions pull = new DiagnosticRegistrationOptions(true, false);
      pull.setIdentifier(DIAGNOSTICS_ID);
      all.setDiagnosticProvider(pull);
    }
    return all;
  }
}
