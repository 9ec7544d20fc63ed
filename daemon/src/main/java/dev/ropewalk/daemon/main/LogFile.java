package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.LogSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where {@link System.Logger} writes: a rotating file, and standard error when asked to. */
final class LogFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private LogFile() {}

  /**
   * Sets logging up for this process; nothing is ever written to standard output.
   *
   * @param directory where the files go; made when it is absent
   * @param verbose whether details are logged, and everything to standard error too
   */
  static void install(Path directory, LogSettings settings, boolean verbose) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    Logger.getLogger("dev.ropewalk").setLevel(verbose ? Level.FINE : Level.INFO);
    if (verbose) {
      var console = new ConsoleHandler();
      add(root, console, Level.ALL);
    }
    try {
      PrivateFiles.directory(directory);
      var file =
          new FileHandler(
              directory.resolve("ropewalk.%u.%g.log").toString(),
              settings.maxFileBytes(),
              settings.files(),
              true);
      file.setEncoding("UTF-8");
      add(root, file, Level.ALL);
    } catch (IOException | CommandFailure e) {
      System.err.println("ropewalk: there is no log file: " + e.getMessage());
    }
  }

  private static void add(Logger root, Handler handler, Level level) {
    handler.setLevel(level);
    handler.setFormatter(new OneLine());
    root.addHandler(handler);
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord entry) {
      var line = new StringBuilder();
      line.append(TIME.format(Instant.ofEpochMilli(entry.getMillis())))
          .append(' ')
          .append(entry.getLevel().getName())
          .append(" [")
          .append(entry.getLongThreadID())
          .append("] ")
          .append(entry.getLoggerName())
          .append(": ")
          .append(formatMessage(entry))
          .append('\n');
      if (entry.getThrown() != null) {
        var trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace, true));
        line.append(trace);
      }
      return line.toString();
    }
  }
}
