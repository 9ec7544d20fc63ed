package dev.ropewalk.daemon.config;

import java.time.Duration;
import java.util.Set;

/**
 * Bounds and habits of the index of workspaces.
 *
 * @param indexing whether workspaces of clients are indexed
 * @param excludes patterns as in a {@code .gitignore} of each root, which no file can take back
 * @param withoutSymbols languages whose files are no part of {@code workspace/symbol}
 * @param maxFiles files of one root
 * @param maxFileBytes a larger file is in the index without symbols
 * @param maxDepth depth of directories below a root
 * @param parallelFiles files that are analysed side by side
 * @param startDelay how long a new root waits, so that the document that an editor opens first has
 *     the processor for itself
 * @param settle how long changes are gathered before they are looked at
 * @param rescan how often directories are looked at that the system does not watch
 * @param proveAfter how long files are believed to be what an earlier process read
 * @param keepAfter how long changes are gathered before what is known of the files is kept on disk
 * @param maxSymbols answers to one {@code workspace/symbol}
 */
public record WorkspaceSettings(
    @Setting(reason = "whether the symbols of a client's workspace folders are indexed")
        boolean indexing,
    @Setting(
            reason =
                "files that are not indexed, as in a .gitignore at the root; other people's code"
                    + " and what tools made")
        Set<String> excludes,
    @Setting(
            reason =
                "languages without workspace symbols; the keys of data would bury the names in"
                    + " code")
        Set<String> withoutSymbols,
    @Setting(
            unit = "files",
            min = 1,
            max = 10_000_000,
            reason = "files of one root; Linux has 90,000")
        int maxFiles,
    @Setting(
            unit = "bytes",
            min = 1,
            max = Integer.MAX_VALUE,
            reason = "a larger file is not analysed; it is generated, and takes a second to parse")
        long maxFileBytes,
    @Setting(unit = "levels", min = 1, max = 1_000, reason = "depth of directories") int maxDepth,
    @Setting(
            unit = "files",
            min = 1,
            max = 1_024,
            reason = "files that are analysed side by side; a grammar has a second lane from 9 on")
        int parallelFiles,
    @Setting(
            min = 0,
            max = 3_600_000,
            reason = "wait before a new root is looked at; the first document comes first")
        Duration startDelay,
    @Setting(
            min = 0,
            max = 60_000,
            reason = "rest in which changes of files are gathered; a checkout makes thousands")
        Duration settle,
    @Setting(
            min = 100,
            max = 86_400_000,
            reason = "how often directories are looked at that the system does not watch")
        Duration rescan,
    @Setting(
            min = 0,
            max = 86_400_000,
            reason =
                "rest after the first look before files that an earlier start read are read again,"
                    + " some each second: a size and a time can lie")
        Duration proveAfter,
    @Setting(
            min = 0,
            max = 86_400_000,
            reason =
                "rest before what is known of changed files is kept; 100 bytes a file are written")
        Duration keepAfter,
    @Setting(
            unit = "symbols",
            min = 1,
            max = 100_000,
            reason = "answers to one search for symbols; nobody reads more")
        int maxSymbols) {

  /** Copies the sets. */
  public WorkspaceSettings {
    excludes = Set.copyOf(excludes);
    withoutSymbols = Set.copyOf(withoutSymbols);
  }

  /** The numbers of a daemon that nobody configured. */
  public static WorkspaceSettings defaults() {
    return new WorkspaceSettings(
        true,
        Set.of(".git", ".hg", ".svn", "node_modules/", "__pycache__/", ".venv/"),
        Set.of("json", "jsonc", "json5", "yaml", "toml", "html", "css"),
        100_000,
        1 << 20,
        64,
        12,
        Duration.ofMillis(100),
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        200);
  }
}
