package dev.ropewalk.daemon.document;

import dev.ropewalk.daemon.schedule.Debounce;
import dev.ropewalk.daemon.schedule.Scheduler;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Compares the tree of a document that has come to rest with a fresh parse, when it has errors:
 * around errors a tree that grew edit by edit can differ, and the fresh one is the truth.
 */
public final class QuietReparse implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(QuietReparse.class.getName());

  private final Document document;
  private final DocumentStore store;
  private final Consumer<Snapshot> drifted;
  private final Debounce quiet;

  /**
   * Begins to watch; nothing happens before the first {@link #touch}.
   *
   * @param quietTime how long the document must rest
   * @param drifted hears of a snapshot whose earlier results may be wrong; called on any thread
   */
  public QuietReparse(
      Document document,
      DocumentStore store,
      Scheduler scheduler,
      Duration quietTime,
      Consumer<Snapshot> drifted) {
    this.document = document;
    this.store = store;
    this.drifted = drifted;
    quiet = new Debounce(scheduler, quietTime, this::compare);
  }

  /** The document changed. */
  public void touch() {
    quiet.touch();
  }

  private void compare() {
    if (!(document.state() instanceof DocumentState.Open(Snapshot snapshot))) {
      return;
    }
    SyntaxSession session = snapshot.session();
    if (session == null) {
      return;
    }
    var unused =
        session
            .read(Priority.BACKGROUND, SyntaxTree::hasErrors)
            .thenCompose(
                errors ->
                    errors ? session.reparseFresh() : CompletableFuture.completedFuture(false))
            .whenComplete(
                (differs, failure) -> {
                  if (failure != null) {
                    givenUp(failure);
                  } else if (differs) {
                    store.countDrift();
                    drifted.accept(snapshot);
                  }
                });
  }

  /** Something more urgent came: once more after another rest. */
  private void givenUp(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof GuestException guest && guest.code() == GuestException.Code.CANCELLED) {
      quiet.touch();
    } else {
      LOG.log(System.Logger.Level.DEBUG, "a quiet re-parse failed", failure);
    }
  }

  @Override
  public void close() {
    quiet.close();
  }
}
