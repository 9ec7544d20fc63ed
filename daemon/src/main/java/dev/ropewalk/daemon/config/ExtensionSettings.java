package dev.ropewalk.daemon.config;

import dev.ropewalk.wasm.install.InstallLimits;
import java.time.Duration;

/** Where extensions come from, and bounds on what is taken in. */
public record ExtensionSettings(
    @Setting(
            reason =
                "address of the npm registry; empty takes the one that npm's own configuration"
                    + " names")
        String registry,
    @Setting(
            min = 100,
            max = 600_000,
            reason = "wall time to connect to the registry; a near one answers in 0.1 s")
        Duration connectTimeout,
    @Setting(
            min = 100,
            max = 3_600_000,
            reason = "wall time of one request; 30 MB at 1 MB/s take 30 s")
        Duration requestTimeout,
    @Setting(
            min = 100,
            max = 600_000,
            reason = "wall time of asking npm for its configuration; npm starts in 0.5 s")
        Duration npmTimeout,
    @Setting(
            unit = "redirects",
            min = 0,
            max = 20,
            reason = "redirects in a row; mirrors use one or two")
        int maxRedirects,
    @Setting(
            unit = "bytes",
            min = 1 << 12,
            max = 1 << 30,
            reason =
                "the registry's document about one package; those with long histories have MBs")
        int maxMetadataBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1 << 30,
            reason = "a package as it is sent; grammars with prebuilt binaries reach 30 MB")
        int maxPackageBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1L << 32,
            reason = "a package unpacked; a small archive may hold a large one")
        long maxUnpackedBytes,
    @Setting(
            unit = "files",
            min = 1,
            max = 1_000_000,
            reason = "entries of a package; grammars have under 200")
        int maxFiles,
    @Setting(
            unit = "bytes",
            min = 1 << 10,
            max = 1 << 28,
            reason = "a manifest, or the lock file; they are kilobytes")
        int maxManifestBytes,
    @Setting(
            unit = "grammars",
            min = 1,
            max = 1_000,
            reason = "grammars of one package; the most known is 3")
        int maxGrammars,
    @Setting(
            min = 1_000,
            max = 3_600_000,
            reason = "one run of the C compiler; the largest grammars take 30-60 s")
        Duration compileTimeout,
    @Setting(
            min = 60_000,
            max = 2_592_000_000L,
            reason = "age at which what a crash left behind is deleted; no install takes so long")
        Duration abandonedAfter) {
  private static final int MAX_PATH_CHARS = 512; // npm and tar allow 255 for a name
  private static final int MAX_LIST_ITEMS = 1_000; // file types of a grammar; the most known is 30
  private static final int MAX_TEXT_CHARS = 4_096; // a regular expression of a manifest
  private static final int MAX_TOOL_MESSAGE_CHARS = 2_000; // what a user reads of a compiler

  /** The numbers of a daemon that nobody configured. */
  public static ExtensionSettings defaults() {
    return new ExtensionSettings(
        "",
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        5,
        32 << 20,
        64 << 20,
        512L << 20,
        20_000,
        4 << 20,
        32,
        Duration.ofMinutes(5),
        Duration.ofHours(1));
  }

  /**
   * The same bounds as the installer wants them.
   *
   * @param maxModuleBytes size of one module
   */
  public InstallLimits limits(int maxModuleBytes) {
    return new InstallLimits(
        new InstallLimits.Network(
            connectTimeout,
            requestTimeout,
            maxMetadataBytes,
            maxPackageBytes,
            maxRedirects,
            npmTimeout),
        new InstallLimits.Unpack(maxUnpackedBytes, maxFiles, MAX_PATH_CHARS, maxModuleBytes),
        new InstallLimits.Manifest(maxManifestBytes, maxGrammars, MAX_LIST_ITEMS, MAX_TEXT_CHARS),
        new InstallLimits.Compile(compileTimeout, MAX_TOOL_MESSAGE_CHARS),
        abandonedAfter);
  }
}
