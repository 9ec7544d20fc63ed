package dev.ropewalk.daemon.lsp;

import java.util.List;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** What a client hears when the diagnostics of one document are others than before. */
interface DiagnosticsSink {

  /**
   * They are these now.
   *
   * @param version the document's, when it is known
   */
  void show(List<Diagnostic> diagnostics, @Nullable Integer version);

  /** Nothing is known of the document any more. */
  void withdraw();

  /** They could not be found. */
  void failed(String why);

  /** For a client that is pushed to. */
  static DiagnosticsSink pushing(LanguageClient client, OpenDocument open) {
    String uri = open.document().clientUri();
    return new DiagnosticsSink() {
      @Override
      public void show(List<Diagnostic> diagnostics, @Nullable Integer version) {
        var params = new PublishDiagnosticsParams(uri, diagnostics);
        if (version != null) {
          params.setVersion(version);
        }
        client.publishDiagnostics(params);
      }

      @Override
      public void withdraw() {
        client.publishDiagnostics(new PublishDiagnosticsParams(uri, List.of()));
      }

      @Override
      public void failed(String why) {
        client.logMessage(
            new MessageParams(MessageType.Error, "No diagnostics for " + uri + ": " + why));
      }
    };
  }

  /**
   * For a client that pulls: it is asked to pull again when it was told something else of the text
   * that it has. It hears of failures when it pulls.
   */
  static DiagnosticsSink refreshing(LanguageClient client, OpenDocument open) {
    return new DiagnosticsSink() {
      @Override
      public void show(List<Diagnostic> diagnostics, @Nullable Integer version) {
        boolean newest =
            open.buffer()
                .filter(now -> version != null && now.snapshot().version() == version)
                .isPresent();
        if (newest && open.wasToldOther(diagnostics)) {
          var unused = client.refreshDiagnostics();
        }
      }

      @Override
      public void withdraw() {}

      @Override
      public void failed(String why) {}
    };
  }
}
