package dev.ropewalk.daemon.analysis.index;

/** Hears how far the index is. Called on any thread, without a lock; must not block. */
public interface IndexListener {
  /**
   * Files are being analysed.
   *
   * @param done how many since the index was last complete
   * @param total how many are known to have to be
   */
  void progress(long done, long total);

  /** The index is complete. */
  void complete(long total);
}
