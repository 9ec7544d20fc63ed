package dev.ropewalk.daemon.config;

/** Bounds of {@code ropewalk check}. */
public record CheckSettings(
    @Setting(
            unit = "files",
            min = 1,
            max = 10_000_000,
            reason = "files of one run; a larger tree is more often a mistake than a wish")
        int maxFiles,
    @Setting(
            unit = "bytes",
            min = 1,
            max = Integer.MAX_VALUE,
            reason = "a larger file is skipped and counted; hand-written sources are far smaller")
        long maxFileBytes,
    @Setting(
            unit = "levels",
            min = 1,
            max = 1_000,
            reason = "depth of directories; links are not followed")
        int maxDepth) {

  /** The numbers of a run that nobody configured. */
  public static CheckSettings defaults() {
    return new CheckSettings(200_000, 20L << 20, 100);
  }
}
