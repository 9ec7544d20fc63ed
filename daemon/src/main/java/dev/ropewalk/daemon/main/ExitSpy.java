package dev.ropewalk.daemon.main;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Input on its way to a daemon, in which {@code shutdown} and {@code exit} are noticed, so that a
 * bridge ends with the code of LSP. Text of documents cannot be taken for them: quotes in JSON
 * strings are escaped.
 */
final class ExitSpy extends FilterInputStream {
  private static final int TAIL = 64;
  private static final Pattern SHUTDOWN = Pattern.compile("\"method\"\\s*:\\s*\"shutdown\"");
  private static final Pattern EXIT = Pattern.compile("\"method\"\\s*:\\s*\"exit\"");

  private String tail = "";
  private volatile boolean shutdown;
  private volatile boolean exit;

  ExitSpy(InputStream in) {
    super(in);
  }

  /** 0 when the client said good-bye in order, else 1. */
  int exitCode() {
    return shutdown && exit ? ExitCode.OK : ExitCode.FAILED;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0) {
      String seen = tail + new String(bytes, offset, count, StandardCharsets.ISO_8859_1);
      shutdown = shutdown || SHUTDOWN.matcher(seen).find();
      exit = exit || EXIT.matcher(seen).find();
      tail = seen.substring(Math.max(0, seen.length() - TAIL));
    }
    return count;
  }
}
