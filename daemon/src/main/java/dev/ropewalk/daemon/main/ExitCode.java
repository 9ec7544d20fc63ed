package dev.ropewalk.daemon.main;

/** The exit codes of every command, as {@code --help} lists them. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** Done, and there is something wrong in what was looked at; or the wish could not be met. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The program could not start or go on here: no daemon, no directory, no distribution. */
  static final int UNAVAILABLE = 3;

  private ExitCode() {}
}
