package dev.ropewalk.daemon.config;

import java.time.Duration;

/** Where extensions come from, and bounds on what is taken in. */
public record ExtensionSettings(
    @Setting(
            reason =
                "address of the npm registry; empty takes the one that npm's own configuration"
                    + " names")
        String registry,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1 << 30,
            reason = "a package as it is fetched; grammars with prebuilt binaries reach 30 MB")
        int maxPackageBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1L << 32,
            reason = "a package unpacked; a small archive may claim to hold a large one")
        long maxUnpackedBytes,
    @Setting(
            unit = "files",
            min = 1,
            max = 1_000_000,
            reason = "files of a package; grammars have under 200")
        int maxFiles,
    @Setting(
            min = 100,
            max = 600_000,
            reason = "how long the registry may be silent before a fetch fails")
        Duration networkTimeout,
    @Setting(
            min = 1_000,
            max = 3_600_000,
            reason = "a compile from C; the largest grammars take 30-60 s")
        Duration compileTimeout) {

  /** The numbers of a daemon that nobody configured. */
  public static ExtensionSettings defaults() {
    return new ExtensionSettings(
        "", 64 << 20, 512L << 20, 20_000, Duration.ofSeconds(20), Duration.ofMinutes(5));
  }
}
