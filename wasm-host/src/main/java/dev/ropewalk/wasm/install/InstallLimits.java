package dev.ropewalk.wasm.install;

import java.time.Duration;

/**
 * Bounds on what comes from outside. The owner of the process chooses the numbers.
 *
 * @param network bounds on talking to a registry
 * @param unpack bounds on archives and local folders
 * @param manifest bounds on JSON files inside packages
 * @param compile bounds on compiling C
 * @param abandonedAfter age at which a staging folder that a crash left behind is deleted
 */
public record InstallLimits(
    Network network, Unpack unpack, Manifest manifest, Compile compile, Duration abandonedAfter) {

  /**
   * Bounds on talking to a registry.
   *
   * @param connectTimeout wall time to connect
   * @param requestTimeout wall time of one request, redirects and body included
   * @param maxMetadataBytes size of the document about one package
   * @param maxTarballBytes size of a package as it is sent, compressed
   * @param maxRedirects redirects in a row
   * @param npmTimeout wall time of asking npm for its configuration
   */
  public record Network(
      Duration connectTimeout,
      Duration requestTimeout,
      long maxMetadataBytes,
      long maxTarballBytes,
      int maxRedirects,
      Duration npmTimeout) {}

  /**
   * Bounds on archives and local folders.
   *
   * @param maxUnpackedBytes inflated size of an archive, or size of what is taken from a folder
   * @param maxEntries entries of an archive, or files and folders looked at
   * @param maxPathChars UTF-16 units of a path inside a package
   * @param maxModuleBytes size of one {@code .wasm} file
   */
  public record Unpack(
      long maxUnpackedBytes, int maxEntries, int maxPathChars, int maxModuleBytes) {}

  /**
   * Bounds on JSON files inside packages, and on the lock file.
   *
   * @param maxBytes size of a file
   * @param maxGrammars grammars of a package
   * @param maxListItems items of any list
   * @param maxTextChars UTF-16 units of any string
   */
  public record Manifest(int maxBytes, int maxGrammars, int maxListItems, int maxTextChars) {}

  /**
   * Bounds on compiling C.
   *
   * @param toolTimeout wall time of each run of the compiler or linker
   * @param maxMessageChars how much of a tool's messages is kept, from the end
   */
  public record Compile(Duration toolTimeout, int maxMessageChars) {}
}
