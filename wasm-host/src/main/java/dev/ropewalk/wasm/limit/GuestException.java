package dev.ropewalk.wasm.limit;

import org.jspecify.annotations.Nullable;

/** A guest failed; the message is fit for a user, the code for a program. */
public final class GuestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Stable codes. */
  public enum Code {
    /** The module broke a limit or is malformed; it is not run. */
    MODULE_REFUSED,
    /** The module could not be read, or is not what its hash says. */
    MODULE_UNREADABLE,
    /** The module could not be compiled. */
    COMPILE_FAILED,
    /** The guest trapped; its instance is discarded. */
    TRAPPED,
    /** The guest ran over its time budget; its instance is discarded. */
    TIMED_OUT,
    /** The guest asked for more memory than it may have, or had the JVM allocate more. */
    OUT_OF_MEMORY,
    /** The guest made more host calls, or more output, than it may. */
    OVER_BUDGET,
    /** What the guest answered, or asked the host, is not what the ABI says. */
    BAD_ANSWER,
    /** Nobody wants the result any more. */
    CANCELLED,
    /** More revisions of one document are being read than may be. */
    TOO_MANY_REVISIONS,
    /** A query does not fit the grammar. */
    BAD_QUERY,
    /** A formatter finds fault with its configuration. */
    BAD_CONFIGURATION,
    /** The extension broke its budgets repeatedly, and is refused for a while. */
    QUARANTINED,
    /** The host or the session is closed. */
    CLOSED;

    /** Whether the guest is to blame for it. */
    public boolean isOffence() {
      return switch (this) {
        case TRAPPED, TIMED_OUT, OUT_OF_MEMORY, OVER_BUDGET, BAD_ANSWER -> true;
        default -> false;
      };
    }
  }

  private final Code code;

  public GuestException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public GuestException(Code code, String message) {
    this(code, message, null);
  }

  /** The stable code. */
  public Code code() {
    return code;
  }

  /**
   * The failure of a load: itself, or what a future or a task wraps, or else as a failed compile.
   */
  public static GuestException ofLoad(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof GuestException known) {
        return known;
      }
    }
    return new GuestException(
        Code.COMPILE_FAILED, "Loading failed: " + failure.getMessage(), failure);
  }
}
