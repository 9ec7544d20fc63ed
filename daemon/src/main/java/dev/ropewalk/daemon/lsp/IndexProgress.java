package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.index.IndexListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.eclipse.lsp4j.WorkDoneProgressNotification;
import org.eclipse.lsp4j.WorkDoneProgressReport;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** Shows one client how far the index is, when there is enough to do for it to be worth a look. */
final class IndexProgress implements IndexListener {
  private static final AtomicLong TOKENS = new AtomicLong();

  /** Fewer files are done before a person has read the message. */
  private static final long WORTH_SHOWING = 50;

  private final LanguageClient client;

  @GuardedBy("this")
  private @Nullable Either<String, Integer> token;

  @GuardedBy("this")
  private int percent;

  /** What was sent last; its successor waits for it. */
  @GuardedBy("this")
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  IndexProgress(LanguageClient client) {
    this.client = client;
  }

  @Override
  public synchronized void progress(long done, long total) {
    if (total < WORTH_SHOWING) {
      return;
    }
    Either<String, Integer> shown = token;
    int now = (int) Math.min(99, 100 * done / total);
    if (shown == null) {
      Either<String, Integer> fresh = Either.forLeft("ropewalk/index/" + TOKENS.incrementAndGet());
      token = fresh;
      percent = now;
      WorkDoneProgressBegin begin = new WorkDoneProgressBegin();
      begin.setTitle("Ropewalk: indexing");
      begin.setMessage(done + " of " + total + " files");
      begin.setPercentage(now);
      begin.setCancellable(false);
      sent =
          client
              .createProgress(new WorkDoneProgressCreateParams(fresh))
              .thenRun(() -> show(fresh, begin));
    } else if (now > percent) {
      percent = now;
      WorkDoneProgressReport report = new WorkDoneProgressReport();
      report.setMessage(done + " of " + total + " files");
      report.setPercentage(now);
      sent = sent.thenRun(() -> show(shown, report));
    }
  }

  @Override
  public synchronized void complete(long total) {
    Either<String, Integer> shown = token;
    if (shown != null) {
      token = null;
      WorkDoneProgressEnd end = new WorkDoneProgressEnd();
      end.setMessage(total + " files");
      sent = sent.thenRun(() -> show(shown, end));
    }
  }

  private void show(Either<String, Integer> shown, WorkDoneProgressNotification value) {
    client.notifyProgress(new ProgressParams(shown, Either.forLeft(value)));
  }
}
