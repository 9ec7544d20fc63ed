package dev.ropewalk.wasm.dprint;

import java.util.concurrent.CompletableFuture;

/** Formats code inside of another text, as that in Markdown. */
@FunctionalInterface
public interface EmbeddedFormatter {
  /** Leaves embedded code as it is. */
  EmbeddedFormatter NONE =
      request -> CompletableFuture.completedFuture(new FormatResult.Unchanged());

  /**
   * Formats it, with another formatter or the same. Called on a guest's thread, which waits for the
   * future: it must not depend on anything but requests of {@link EmbeddedRequest#toRequest}, which
   * never wait for an instance.
   *
   * @return {@code Unchanged} when nobody formats such a file
   */
  CompletableFuture<FormatResult> format(EmbeddedRequest request);
}
