package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.eclipse.lsp4j.WorkDoneProgressNotification;
import org.eclipse.lsp4j.WorkDoneProgressReport;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;

/**
 * One work-done progress at a client: its messages come in order, and after the client has made the
 * token; none come when it refuses.
 */
final class ClientProgress {
  private final LanguageClient client;
  private final Either<String, Integer> token;

  /** What was sent last; its successor waits for it. */
  @GuardedBy("this")
  private CompletableFuture<Void> sent;

  /**
   * Asks the client for the token, and begins.
   *
   * @param token unlike every other one of this process
   * @param begin what is shown first
   */
  ClientProgress(LanguageClient client, String token, WorkDoneProgressBegin begin) {
    this.client = client;
    this.token = Either.forLeft(token);
    begin.setCancellable(false);
    sent =
        client
            .createProgress(new WorkDoneProgressCreateParams(this.token))
            .thenRun(() -> show(begin));
  }

  /**
   * Tells how far it is.
   *
   * @param percentage from 0 to 100, never less than before
   */
  void report(String message, int percentage) {
    var report = new WorkDoneProgressReport();
    report.setMessage(message);
    report.setPercentage(percentage);
    send(report);
  }

  /** Ends it; nothing may follow. */
  void end(String message) {
    var end = new WorkDoneProgressEnd();
    end.setMessage(message);
    send(end);
  }

  private synchronized void send(WorkDoneProgressNotification value) {
    sent = sent.thenRun(() -> show(value));
  }

  private void show(WorkDoneProgressNotification value) {
    client.notifyProgress(new ProgressParams(token, Either.forLeft(value)));
  }
}
