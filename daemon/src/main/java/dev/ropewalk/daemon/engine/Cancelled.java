package dev.ropewalk.daemon.engine;

/** A run ends without an answer: nobody wants it any more, or newer results took its place. */
public final class Cancelled extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a run was cancelled. */
  public enum Why {
    /** {@link Run#cancel} was called. */
    UNWANTED,
    /**
     * A later run has verified a result that this one needs, or each waited for the other; ask
     * again at the current revision.
     */
    SUPERSEDED
  }

  private final Why why;

  Cancelled(Why why) {
    super(
        why == Why.UNWANTED ? "nobody wants this run" : "a later run took its place",
        null,
        false,
        false);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
