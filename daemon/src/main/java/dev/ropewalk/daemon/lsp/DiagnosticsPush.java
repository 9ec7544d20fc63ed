package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.NoTreeException;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.Buffers;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Subscription;
import dev.ropewalk.daemon.schedule.Debounce;
import dev.ropewalk.wasm.limit.GuestException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client of the diagnostics of one document: whenever what the client would see has
 * changed, and only then. A client that pulls is asked to pull again.
 */
final class DiagnosticsPush implements AutoCloseable {
  /*
   * When the document comes to rest its input is written; a subscription to DocumentDiagnostics
   * hears of a changed result, whatever changed it: the text, a setting, a tree that had drifted.
   *
   *   P1  Everything is published under the monitor: nothing after close or clear, and nothing of an
   *       older revision after a newer one (the subscription's law).
   *   P2  Inputs are written under the monitor, with the revision noted beside the client's version,
   *       so that a result is labelled with the version that it is of.
   *   P3  A subscription lives from the first rest to clear, close, or a failure of the guest: what
   *       fails is not remembered, and would fail again at every edit of any document.
   *   P4  The tree of the text that is shown is held as long as the subscription lives.
   *
   * Lock order: this monitor, then that of the buffers, then the engine's.
   */
  private static final int MAX_VERSIONS = 256; // results are delivered within one or two writes

  private final OpenDocument open;
  private final DiagnosticsSink sink;
  private final ServerContext context;
  private final Buffers rested;
  private final Debounce debounce;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable Subscription<PlacedDiagnostics> subscription;

  /** Tells updates of this subscription from those of one that was closed. */
  @GuardedBy("this")
  private int generation;

  @GuardedBy("this")
  private Analyses.Held held = () -> {};

  @GuardedBy("this")
  private long shownRevision = Long.MIN_VALUE;

  /** For revisions of the engine at which the document's input was written, the version. */
  @GuardedBy("this")
  private final TreeMap<Long, Integer> versions = new TreeMap<>();

  @GuardedBy("this")
  private @Nullable List<Diagnostic> last;

  @GuardedBy("this")
  private boolean failureTold;

  /**
   * Shows nothing yet.
   *
   * @param rested the texts at rest of the connection
   */
  DiagnosticsPush(OpenDocument open, DiagnosticsSink sink, ServerContext context, Buffers rested) {
    this.open = open;
    this.sink = sink;
    this.context = context;
    this.rested = rested;
    debounce =
        new Debounce(context.scheduler(), context.analysisSettings().pushDebounce(), this::show);
  }

  /** The document changed: show it when it has come to rest. */
  void later() {
    debounce.touch();
  }

  /** Show what is true now, and from now on. */
  void show() {
    open.buffer().ifPresent(this::show);
  }

  private void show(Buffer buffer) {
    Analyses.Held mine;
    try {
      mine = buffer.subject().map(context.analyses()::hold).orElse(() -> {});
    } catch (NoTreeException | GuestException e) {
      failed(e);
      return;
    }
    Analyses.Held unneeded = mine;
    synchronized (this) {
      if (!closed && isNewest(buffer)) {
        unneeded = held;
        held = mine;
        shownRevision = buffer.snapshot().revision();
        long revision = rested.set(buffer);
        versions.put(revision, buffer.snapshot().version());
        while (versions.size() > MAX_VERSIONS) {
          versions.pollFirstEntry();
        }
        if (subscription == null) {
          int mineOnly = ++generation;
          subscription =
              context
                  .engine()
                  .subscribe(
                      context.documentDiagnostics(),
                      rested.argument(buffer.place().path()),
                      update -> hear(mineOnly, update));
        }
      }
    }
    unneeded.close();
  }

  /** Whether a text is still the document's, and not older than what is shown. */
  @GuardedBy("this")
  private boolean isNewest(Buffer buffer) {
    long revision = buffer.snapshot().revision();
    return revision >= shownRevision
        && open.buffer().filter(now -> now.snapshot().revision() == revision).isPresent();
  }

  /** What kept a formatter from formatting the text is another now. */
  synchronized void formatErrorChanged() {
    if (!closed) {
      String argument = rested.argument(open.place().path());
      var unused =
          context
              .engine()
              .write(
                  List.of(
                      open.formatError()
                          .map(error -> error.write(argument))
                          .orElse(InputWrite.remove(FormatError.key(argument)))));
    }
  }

  private void hear(int from, Subscription.Update<PlacedDiagnostics> update) {
    switch (update) {
      case Subscription.Update.Result<PlacedDiagnostics>(long revision, var value) ->
          publish(from, revision, Replies.diagnostics(value, open.document().clientUri()));
      case Subscription.Update.Failure<PlacedDiagnostics>(long revision, var why) -> {
        if (failed(why)) {
          end(from);
        }
      }
    }
  }

  private synchronized void publish(int from, long revision, List<Diagnostic> diagnostics) {
    if (closed || from != generation) {
      return;
    }
    Map.Entry<Long, Integer> written = versions.floorEntry(revision);
    if (written != null) {
      versions.headMap(written.getKey()).clear();
    }
    if (diagnostics.equals(last)) {
      return; // the subscription forgot what it had sent when a look failed
    }
    last = diagnostics;
    sink.show(diagnostics, written == null ? null : written.getValue());
  }

  /** Ends the subscription; the next rest begins another. */
  private void end(int from) {
    Subscription<PlacedDiagnostics> ended;
    synchronized (this) {
      if (from != generation) {
        return;
      }
      ended = subscription;
      subscription = null;
      generation++;
    }
    if (ended != null) {
      ended.close();
    }
  }

  /** Tells of a failure once; false when it only means that there is a newer text or none. */
  private boolean failed(RuntimeException failure) {
    ResponseErrorException worded = ErrorCode.of("diagnostics", failure);
    int code = worded.getResponseError().getCode();
    if (code == ResponseErrorCode.RequestCancelled.getValue()
        || code == ResponseErrorCode.ServerCancelled.getValue()) {
      return false;
    }
    synchronized (this) {
      if (closed || failureTold) {
        return true;
      }
      failureTold = true;
    }
    sink.failed(worded.getResponseError().getMessage());
    return true;
  }

  /** Withdraws what was shown: the text of the document is not known any more. */
  void clear() {
    debounce.cancel();
    withdraw(false);
  }

  private void withdraw(boolean forGood) {
    Subscription<PlacedDiagnostics> ended;
    Analyses.Held unneeded;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = forGood;
      ended = subscription;
      subscription = null;
      generation++;
      unneeded = held;
      held = () -> {};
      versions.clear();
      if (last != null && !last.isEmpty()) {
        sink.withdraw();
      }
      last = null;
      rested.remove(open.place().path());
      var unused =
          context
              .engine()
              .write(
                  List.of(
                      InputWrite.remove(FormatError.key(rested.argument(open.place().path())))));
    }
    if (ended != null) {
      ended.close();
    }
    unneeded.close();
  }

  /** Withdraws what was shown, and shows nothing more. */
  @Override
  public void close() {
    debounce.close();
    withdraw(true);
  }
}
