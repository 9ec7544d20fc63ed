package dev.ropewalk.daemon.schedule;

import java.util.concurrent.CompletableFuture;

/** Has work end that nobody waits for any more. */
public final class Cancellation {
  private Cancellation() {}

  /** Cancels the work when the answer that is made of it is cancelled. */
  public static void follow(CompletableFuture<?> answer, CompletableFuture<?> work) {
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              if (answer.isCancelled()) {
                work.cancel(true);
              }
            });
  }
}
