package dev.ropewalk.daemon.config;

/** The log file. */
public record LogSettings(
    @Setting(
            unit = "bytes",
            min = 1 << 12,
            max = 1 << 30,
            reason = "size at which the log file is rotated; a day of work stays readable")
        int maxFileBytes,
    @Setting(
            unit = "files",
            min = 1,
            max = 100,
            reason = "log files that are kept, the newest first")
        int files) {

  /** The numbers of a daemon that nobody configured. */
  public static LogSettings defaults() {
    return new LogSettings(4 << 20, 4);
  }
}
