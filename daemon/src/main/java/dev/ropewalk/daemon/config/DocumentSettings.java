package dev.ropewalk.daemon.config;

import java.time.Duration;

/**
 * Bounds on open documents.
 *
 * @param maxDocumentsPerConnection open documents of one connection; an editor that restores a
 *     large session opens hundreds, a runaway client thousands
 * @param maxBytesPerConnection sum of the open texts of one connection, in bytes of UTF-8; a text
 *     costs about its bytes of heap and a quarter more
 * @param reducedAboveBytes size in bytes of UTF-8 above which analyses of the whole document are
 *     off and only those of a viewport run; a parse of 2 MB takes about 1 s in a guest
 * @param syntaxOffAboveBytes size in bytes of UTF-8 above which nothing is parsed; a syntax tree
 *     costs 10 to 60 times its text of guest memory, which is in the heap: JSON of 12 MB was parsed
 *     with the launcher's heap of 2 GB, of 16 MB it ran out
 * @param quietReparse how long a document with syntax errors must rest before its tree is compared
 *     with a fresh parse; long enough that it never runs between two keystrokes
 */
public record DocumentSettings(
    @Setting(
            unit = "documents",
            min = 1,
            max = 1_000_000,
            reason =
                "open documents of one connection; a restored session has hundreds, a runaway"
                    + " client thousands")
        int maxDocumentsPerConnection,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 36,
            reason =
                "sum of the open texts of one connection; a text costs about its bytes of heap and"
                    + " a quarter more")
        long maxBytesPerConnection,
    @Setting(
            unit = "bytes",
            min = 0,
            max = Integer.MAX_VALUE,
            reason =
                "size of a text above which only a viewport is analysed; 2 MB parse in about 1 s")
        long reducedAboveBytes,
    @Setting(
            unit = "bytes",
            min = 0,
            max = Integer.MAX_VALUE,
            reason =
                "size of a text above which nothing is parsed; JSON of 16 MB ran out of a 2 GB"
                    + " heap")
        long syntaxOffAboveBytes,
    @Setting(
            min = 50,
            max = 3_600_000,
            reason =
                "rest after which a tree with errors is compared with a fresh one; never between"
                    + " two keystrokes")
        Duration quietReparse) {

  public DocumentSettings {
    if (maxDocumentsPerConnection < 1) {
      throw new IllegalArgumentException(
          "documents.maxDocumentsPerConnection is "
              + maxDocumentsPerConnection
              + "; give 1 or more");
    }
    if (reducedAboveBytes > syntaxOffAboveBytes) {
      throw new IllegalArgumentException(
          "documents.reducedAboveBytes ("
              + reducedAboveBytes
              + ") is larger than documents.syntaxOffAboveBytes ("
              + syntaxOffAboveBytes
              + "); give a smaller one");
    }
  }

  /** The numbers of a daemon that nobody configured. */
  public static DocumentSettings defaults() {
    return new DocumentSettings(4_096, 1L << 30, 2L << 20, 8L << 20, Duration.ofSeconds(2));
  }
}
