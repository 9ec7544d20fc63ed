package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.index.IndexListener;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** Shows one client how far the index is, when there is enough to do for it to be worth a look. */
final class IndexProgress implements IndexListener {
  private static final AtomicLong TOKENS = new AtomicLong();

  /** Fewer files are done before a person has read the message. */
  private static final long WORTH_SHOWING = 50;

  private final LanguageClient client;

  @GuardedBy("this")
  private @Nullable ClientProgress shown;

  @GuardedBy("this")
  private int percent;

  IndexProgress(LanguageClient client) {
    this.client = client;
  }

  @Override
  public synchronized void progress(long done, long total) {
    if (total < WORTH_SHOWING) {
      return;
    }
    int now = (int) Math.min(99, 100 * done / total);
    String message = done + " of " + total + " files";
    ClientProgress going = shown;
    if (going == null) {
      var begin = new WorkDoneProgressBegin();
      begin.setTitle("Ropewalk: indexing");
      begin.setMessage(message);
      begin.setPercentage(now);
      shown = new ClientProgress(client, "ropewalk/index/" + TOKENS.incrementAndGet(), begin);
      percent = now;
    } else if (now > percent) {
      percent = now;
      going.report(message, now);
    }
  }

  @Override
  public synchronized void complete(long total) {
    ClientProgress going = shown;
    if (going != null) {
      shown = null;
      going.end(total + " files");
    }
  }
}
