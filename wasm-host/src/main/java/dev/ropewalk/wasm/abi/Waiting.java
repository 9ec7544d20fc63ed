package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for what a call needs, for as long as somebody wants its result. */
final class Waiting {
  /** How often a caller that waits looks whether it is still wanted, in milliseconds. */
  static final long POLL_MILLIS = 10;

  private Waiting() {}

  /**
   * Waits for a load, which goes on when nobody waits any more.
   *
   * @throws GuestException what the load failed with; {@code CANCELLED} when the world says so or
   *     this thread is interrupted, which stays set
   */
  static <T> T on(CompletableFuture<T> load, World world) {
    while (true) {
      try {
        return load.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (world.isCancelled()) {
          throw unwanted(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unwanted(e);
      } catch (ExecutionException e) {
        throw GuestException.ofLoad(e);
      }
    }
  }

  static GuestException unwanted(@Nullable Throwable cause) {
    return new GuestException(
        GuestException.Code.CANCELLED, "Nobody wants the result any more", cause);
  }
}
