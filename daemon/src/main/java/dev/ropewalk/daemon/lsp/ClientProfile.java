package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.DynamicRegistrationCapabilities;
import org.eclipse.lsp4j.GeneralClientCapabilities;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.PositionEncodingKind;
import org.eclipse.lsp4j.TextDocumentClientCapabilities;
import org.eclipse.lsp4j.WindowClientCapabilities;
import org.eclipse.lsp4j.WorkspaceClientCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * What a client can do, as far as it matters here.
 *
 * @param encoding in what both sides count characters
 * @param pullsDiagnostics it asks for diagnostics, so none are pushed
 * @param watchesFiles it can be asked to tell of changed files
 * @param dynamic methods that can be announced after the start
 * @param retried methods that it asks again when they fail as modified
 */
record ClientProfile(
    PositionEncoding encoding,
    boolean pullsDiagnostics,
    boolean refreshesDiagnostics,
    boolean refreshesTokens,
    boolean hierarchicalSymbols,
    boolean lineFoldingOnly,
    boolean markdownHover,
    boolean workDoneProgress,
    boolean configuration,
    boolean watchesFiles,
    Set<String> dynamic,
    Set<String> retried) {

  /** A client that said nothing. */
  static final ClientProfile MINIMAL = of(null);

  static ClientProfile of(@Nullable ClientCapabilities capabilities) {
    Optional<ClientCapabilities> all = Optional.ofNullable(capabilities);
    Optional<TextDocumentClientCapabilities> text = all.map(ClientCapabilities::getTextDocument);
    Optional<WorkspaceClientCapabilities> workspace = all.map(ClientCapabilities::getWorkspace);
    Optional<GeneralClientCapabilities> general = all.map(ClientCapabilities::getGeneral);
    Optional<WindowClientCapabilities> window = all.map(ClientCapabilities::getWindow);
    return new ClientProfile(
        encoding(general.map(GeneralClientCapabilities::getPositionEncodings).orElse(List.of())),
        text.map(TextDocumentClientCapabilities::getDiagnostic).isPresent(),
        yes(workspace.map(w -> w.getDiagnostics()), d -> d.getRefreshSupport()),
        yes(workspace.map(w -> w.getSemanticTokens()), s -> s.getRefreshSupport()),
        yes(
            text.map(TextDocumentClientCapabilities::getDocumentSymbol),
            s -> s.getHierarchicalDocumentSymbolSupport()),
        yes(text.map(TextDocumentClientCapabilities::getFoldingRange), f -> f.getLineFoldingOnly()),
        yes(
            text.map(TextDocumentClientCapabilities::getHover),
            h ->
                h.getContentFormat() != null && h.getContentFormat().contains(MarkupKind.MARKDOWN)),
        yes(window, w -> w.getWorkDoneProgress()),
        yes(workspace, w -> w.getConfiguration()),
        yes(
            workspace.map(WorkspaceClientCapabilities::getDidChangeWatchedFiles),
            w -> w.getDynamicRegistration()),
        dynamic(text),
        general
            .map(GeneralClientCapabilities::getStaleRequestSupport)
            .map(stale -> stale.getRetryOnContentModified())
            .map(Set::copyOf)
            .orElse(Set.of()));
  }

  private static Set<String> dynamic(Optional<TextDocumentClientCapabilities> text) {
    var all = new HashSet<String>();
    Map<String, Optional<? extends DynamicRegistrationCapabilities>> each =
        Map.of(
            "textDocument/completion", text.map(TextDocumentClientCapabilities::getCompletion),
            "textDocument/definition", text.map(TextDocumentClientCapabilities::getDefinition),
            "textDocument/references", text.map(TextDocumentClientCapabilities::getReferences),
            "textDocument/codeAction", text.map(TextDocumentClientCapabilities::getCodeAction),
            "textDocument/inlayHint", text.map(TextDocumentClientCapabilities::getInlayHint),
            "textDocument/formatting", text.map(TextDocumentClientCapabilities::getFormatting),
            "textDocument/rangeFormatting",
                text.map(TextDocumentClientCapabilities::getRangeFormatting));
    each.forEach(
        (method, capability) -> {
          if (capability
              .map(DynamicRegistrationCapabilities::getDynamicRegistration)
              .orElse(false)) {
            all.add(method);
          }
        });
    return Set.copyOf(all);
  }

  private static <T> boolean yes(Optional<T> part, Function<T, @Nullable Boolean> flag) {
    return part.map(flag).orElse(false);
  }

  private static PositionEncoding encoding(List<String> offered) {
    for (String kind : offered) {
      if (PositionEncodingKind.UTF8.equals(kind)) {
        return PositionEncoding.UTF_8;
      }
      if (PositionEncodingKind.UTF16.equals(kind)) {
        return PositionEncoding.UTF_16;
      }
      if (PositionEncodingKind.UTF32.equals(kind)) {
        return PositionEncoding.UTF_32;
      }
    }
    return PositionEncoding.UTF_16;
  }

  /** The protocol's name of the encoding. */
  String encodingName() {
    return switch (encoding) {
      case UTF_8 -> PositionEncodingKind.UTF8;
      case UTF_16 -> PositionEncodingKind.UTF16;
      case UTF_32 -> PositionEncodingKind.UTF32;
    };
  }
}
