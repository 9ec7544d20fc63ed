package dev.ropewalk.wasm.install;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One finished run of a program.
 *
 * @param exitCode as the program gave it
 * @param output the end of its standard output, as UTF-8
 * @param messages the end of its standard error, as UTF-8
 */
record ToolRun(int exitCode, String output, String messages) {

  /**
   * Runs a program to its end, without input.
   *
   * @param command an absolute path and arguments; no shell is involved
   * @param folder where it runs
   * @param environment all the variables that it sees
   * @param limit wall time, after which it and its children are killed
   * @param keepChars how much of each stream is kept
   * @throws Refusal with {@link ProblemCode#TIMED_OUT} after the limit
   */
  static ToolRun run(
      List<String> command,
      Path folder,
      Map<String, String> environment,
      Duration limit,
      int keepChars)
      throws IOException, InterruptedException, Refusal {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process process = builder.start();
    var output = new Tail(process.getInputStream(), keepChars);
    var messages = new Tail(process.getErrorStream(), keepChars);
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Refusal(
            ProblemCode.TIMED_OUT,
            Path.of(command.getFirst()).getFileName()
                + " did not finish within "
                + limit.toMillis()
                + " ms and was stopped");
      }
      // A child that outlives its parent may hold the pipes open; what it says is not waited for.
      output.thread.join(limit);
      messages.thread.join(limit);
      return new ToolRun(process.exitValue(), output.text(), messages.text());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads a stream to its end, so that the program never blocks, and keeps the end of it. */
  private static final class Tail {
    private final StringBuilder kept = new StringBuilder();
    private final int keepChars;
    private final Thread thread;

    Tail(InputStream stream, int keepChars) {
      this.keepChars = keepChars;
      thread = Thread.ofVirtual().start(() -> drain(stream));
    }

    private void drain(InputStream stream) {
      char[] chunk = new char[4096];
      try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
        for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
          append(chunk, n);
        }
      } catch (IOException killed) {
        append("[output ends here]".toCharArray(), 18);
      }
    }

    private synchronized void append(char[] chunk, int length) {
      kept.append(chunk, 0, length);
      if (kept.length() > keepChars) {
        kept.delete(0, kept.length() - keepChars);
      }
    }

    synchronized String text() {
      return kept.toString();
    }
  }
}
