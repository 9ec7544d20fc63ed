package dev.ropewalk.daemon.config;

import dev.ropewalk.wasm.dprint.FormatterSettings;

/** Bounds on formatters; those of every guest hold as well. */
public record FormatSettings(
    @Setting(
            unit = "bytes",
            min = 1 << 10,
            max = 1 << 28,
            reason = "a text to format; 4 MB take a plugin seconds and some 1.5 GB of memory")
        int maxTextBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 10,
            max = 1 << 29,
            reason = "what a plugin answers; formatting seldom doubles a text")
        int maxOutputBytes,
    @Setting(
            unit = "pages of 64 KiB",
            min = 16,
            max = 32_767,
            reason =
                "an instance that has grown beyond this is dropped after its call: memory never"
                    + " shrinks, and TypeScript takes 41 MB for a text of 105 KB")
        int recyclePages,
    @Setting(
            unit = "configurations",
            min = 1,
            max = 1_000,
            reason = "configurations that an instance keeps; a workspace has one or a few")
        int maxConfigurations,
    @Setting(
            unit = "levels",
            min = 0,
            max = 32,
            reason = "texts inside of each other that are formatted too, as code in Markdown")
        int maxEmbeddedDepth) {

  /** The numbers of a daemon that nobody configured. */
  public static FormatSettings defaults() {
    return new FormatSettings(4 << 20, 16 << 20, 1_024, 8, 4);
  }

  /** The same bounds as the guest host wants them, with those of every guest. */
  public FormatterSettings with(GuestSettings guests) {
    return new FormatterSettings(
        guests.limits(),
        guests.tuning(),
        maxTextBytes,
        maxOutputBytes,
        recyclePages,
        maxConfigurations,
        maxEmbeddedDepth,
        guests.maxInterpretedBytes());
  }
}
