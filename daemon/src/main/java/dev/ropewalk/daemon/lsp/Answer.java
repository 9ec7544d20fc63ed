package dev.ropewalk.daemon.lsp;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request. Cancelling it, as the session does on {@code $/cancelRequest}, cancels
 * the work behind it; so does failing it early.
 *
 * @param <T> what is answered
 */
final class Answer<T> extends CompletableFuture<T> {
  private final String method;
  private volatile @Nullable CompletableFuture<T> work;

  Answer(String method) {
    this.method = method;
  }

  String method() {
    return method;
  }

  /** Completes as the work does, with failures worded for the client. */
  Answer<T> from(CompletableFuture<T> source) {
    work = source;
    var unused =
        source.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                complete(value);
              } else if (!isDone()) {
                completeExceptionally(ErrorCode.of(method, failure));
              }
            });
    if (isDone()) {
      source.cancel(true);
    }
    return this;
  }

  /** Fails the answer, unless it is there, and stops the work. */
  void failEarly(Throwable failure) {
    if (completeExceptionally(failure)) {
      stop();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      stop();
    }
    return cancelled;
  }

  private void stop() {
    CompletableFuture<T> running = work;
    if (running != null) {
      running.cancel(true);
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
