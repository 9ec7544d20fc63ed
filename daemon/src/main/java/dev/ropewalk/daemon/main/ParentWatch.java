package dev.ropewalk.daemon.main;

import java.util.concurrent.CompletableFuture;

/** Tells when the process that started this one is gone. */
final class ParentWatch {
  private ParentWatch() {}

  /** Completes when the parent has ended; never when there is none to watch. */
  static CompletableFuture<Void> parentGone() {
    return ProcessHandle.current()
        .parent()
        .map(parent -> parent.onExit().<Void>thenApply(gone -> null))
        .orElseGet(CompletableFuture::new);
  }
}
