package dev.ropewalk.daemon.main;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line on a terminal that says how far things are; silent elsewhere. Safe for any thread.
 *
 * <p>Drawn at most ten times a second, which the eye takes as steady and a terminal hardly feels.
 */
final class ProgressBar implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int WIDTH = 30;

  private final PrintStream terminal;
  private final boolean shown;
  private final AtomicLong drawnAt = new AtomicLong(System.nanoTime() - REDRAW_NANOS);

  private ProgressBar(PrintStream terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  /** A bar on standard error, when that is a terminal. */
  static ProgressBar onStandardError() {
    // Only the launcher can tell: the JVM looks at standard output when asked for a terminal.
    return new ProgressBar(System.err, Boolean.getBoolean("ropewalk.terminal"));
  }

  /**
   * Shows a share.
   *
   * @param total 0 when it is not known
   */
  void show(long done, long total, String what) {
    if (!shown) {
      return;
    }
    long now = System.nanoTime();
    long last = drawnAt.get();
    if ((now - last < REDRAW_NANOS && done != total) || !drawnAt.compareAndSet(last, now)) {
      return;
    }
    int filled = total <= 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
    String bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    String counts = total <= 0 ? done + " " : done + "/" + total + " ";
    String name = what.length() > 40 ? "…" + what.substring(what.length() - 39) : what;
    synchronized (terminal) {
      terminal.print("\r\033[K" + bar + " " + counts + name);
      terminal.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }

  /** Takes the bar away; the next share draws it again. */
  void clear() {
    if (shown) {
      synchronized (terminal) {
        terminal.print("\r\033[K");
        terminal.flush();
      }
    }
  }
}
