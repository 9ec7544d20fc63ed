package dev.ropewalk.daemon.workspace;

/**
 * Counts of a folder, or of several.
 *
 * @param files files that are indexed now
 * @param directories directories that are walked now
 * @param unwatched directories of them that the system does not watch, so that they are looked at
 *     now and then
 * @param links symbolic links that were passed over, ever
 * @param unreadable entries that could not be read, ever
 * @param beyondLimits files that were left out because there are too many, or directories because
 *     they are too deep, ever
 * @param overflows times that the system lost events
 * @param looks times that changes were looked at
 * @param reads files that were read
 */
public record FolderStatistics(
    long files,
    long directories,
    long unwatched,
    long links,
    long unreadable,
    long beyondLimits,
    long overflows,
    long looks,
    long reads) {
  /** Nothing. */
  public static final FolderStatistics NONE = new FolderStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The sums. */
  public FolderStatistics plus(FolderStatistics more) {
    return new FolderStatistics(
        files + more.files,
        directories + more.directories,
        unwatched + more.unwatched,
        links + more.links,
        unreadable + more.unreadable,
        beyondLimits + more.beyondLimits,
        overflows + more.overflows,
        looks + more.looks,
        reads + more.reads);
  }
}
