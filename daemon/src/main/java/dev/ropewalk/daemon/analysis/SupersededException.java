package dev.ropewalk.daemon.analysis;

/** A result was wanted of a revision that the tree has left behind. */
public final class SupersededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the two revisions.
   *
   * @param wanted the revision of the request's snapshot
   * @param found the revision of the tree
   */
  public SupersededException(long wanted, long found) {
    super("the document moved on from revision " + wanted + " to " + found);
  }
}
