package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import dev.ropewalk.wasm.limit.GuestException;

/** Names what went wrong in a guest. */
final class GuestFailure {
  private GuestFailure() {}

  static GuestException of(Throwable failure, FunctionNames names) {
    if (failure instanceof GuestException known) {
      return known;
    }
    if (failure instanceof ChicoryInterruptedException) {
      return new GuestException(
          GuestException.Code.TIMED_OUT, "The extension ran over its time budget", failure);
    }
    if (failure instanceof OutOfMemoryError) {
      return new GuestException(
          GuestException.Code.OUT_OF_MEMORY, "The extension ran out of memory", failure);
    }
    String message = failure.getMessage();
    return new GuestException(
        GuestException.Code.TRAPPED,
        "The extension trapped: "
            + (message == null ? failure.getClass().getSimpleName() : message)
            + names.trace(failure),
        failure);
  }
}
