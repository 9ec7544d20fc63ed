package dev.ropewalk.daemon.config;

import dev.ropewalk.wasm.engine.ChildCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.Capability;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.registry.Manifest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Bounds on WebAssembly guests. */
public record GuestSettings(
    @Setting(
            unit = "bytes",
            min = 1024,
            max = 256 << 20,
            reason = "a module file; the largest common grammar (C++) has 3.4 MB")
        int maxModuleBytes,
    @Setting(
            unit = "functions",
            min = 16,
            max = 200_000,
            reason = "functions of a module; a compile cannot be interrupted, 20,000 take seconds")
        int maxFunctions,
    @Setting(
            unit = "pages of 64 KiB",
            min = 16,
            max = 32_767,
            reason = "memory of one instance; trees take 10-20 times their text")
        int maxMemoryPages,
    @Setting(
            unit = "entries",
            min = 16,
            max = 10_000_000,
            reason = "entries of a table; each costs 8 bytes of heap, grammars have a few hundred")
        int maxTableEntries,
    @Setting(
            min = 10,
            max = 3_600_000,
            reason = "wall time of one parse or query, after which the instance is dropped")
        Duration callBudget,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1 << 30,
            reason = "stack of a guest's thread; deep nesting in TypeScript needs 8 MB")
        long stackBytes,
    @Setting(
            unit = "instances",
            min = 1,
            max = 64,
            reason = "instances of one grammar; documents share them, a second one lets two parse")
        int maxInstancesPerModule,
    @Setting(
            unit = "revisions",
            min = 16,
            max = 100_000,
            reason =
                "revisions of a document that are read at a time; as many as a client has requests"
                    + " under way, each keeps what edits replaced")
        int maxPinnedRevisions,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 40,
            reason = "compiled grammars kept on disk, about 1.5 MB each; the least used go first")
        long classStoreBytes,
    @Setting(
            unit = "bytes",
            min = 0,
            max = 1 << 20,
            reason =
                "a text that an interpreter works on while an extension or a formatter is compiled,"
                    + " if that was not kept; with larger ones it is quicker to wait")
        int maxInterpretedBytes,
    @Setting(
            unit = "bytes",
            min = 0,
            max = 256 << 20,
            reason =
                "a module with so much code is compiled in the daemon, which takes a second at"
                    + " most; with more in a process of its own, since a compile cannot be stopped"
                    + " (grammars are mostly tables)")
        int compileHereBytes,
    @Setting(
            min = 1_000,
            max = 3_600_000,
            reason =
                "time of such a process, after which it is stopped; the largest common module takes"
                    + " 10 s on a slow machine")
        Duration compileWall,
    @Setting(
            unit = "bytes",
            min = 64 << 20,
            max = 1L << 36,
            reason = "heap of such a process; 4 MB of WebAssembly take less than 300 MB")
        long compileHeap,
    @Setting(
            min = 1_000,
            max = 86_400_000,
            reason =
                "without a document, after which an extension's instances go: 2 to 40 MB each, made"
                    + " again in 30 ms")
        Duration idleAfter,
    @Setting(
            min = 1_000,
            max = 86_400_000,
            reason =
                "without a document, after which an extension's classes go: about 10 MB with what"
                    + " the JIT made of them, loaded again in a second; at least idleAfter")
        Duration unloadAfter,
    @Setting(
            min = 1_000,
            max = 86_400_000,
            reason = "a failed load is not tried again sooner; doubles each time, to 20 times this")
        Duration failedBackOff,
    @Setting(
            min = 1_000,
            max = 86_400_000,
            reason =
                "how long an extension rests that broke its budgets repeatedly; doubles each time,"
                    + " to 60 times this")
        Duration quarantine,
    @Setting(
            unit = "offences",
            min = 1,
            max = 1_000,
            reason = "so many broken budgets in a minute end in quarantine; one may be the text's")
        int offencesToQuarantine,
    @Setting(
            reason =
                "what extensions may use beyond their inputs, as ID:clock and ID:random, if they"
                    + " ask for it; an answer that used it is not remembered")
        Set<String> grants) {

  private static final Duration OFFENCE_WINDOW = Duration.ofMinutes(1);
  private static final int MOST_FAILED_FACTOR = 20;
  private static final int MOST_QUARANTINE_FACTOR = 60;

  public GuestSettings {
    grants = Set.copyOf(grants);
    for (String grant : grants) {
      if (!isGrant(grant)) {
        throw new IllegalArgumentException(
            "guests.grants has \""
                + grant
                + "\"; give the id of an extension, a colon, and clock or random");
      }
    }
  }

  private static boolean isGrant(String grant) {
    int colon = grant.lastIndexOf(':');
    return colon > 0
        && Arrays.stream(Capability.values())
            .anyMatch(each -> each.manifestName().equals(grant.substring(colon + 1)));
  }

  /** Which of the capabilities that an extension asks for the user granted to it. */
  public Set<Capability> granted(Manifest manifest) {
    var found = EnumSet.noneOf(Capability.class);
    for (Capability each : manifest.capabilities()) {
      if (grants.contains(manifest.id().value() + ":" + each.manifestName())) {
        found.add(each);
      }
    }
    return found;
  }

  /** The numbers of a daemon that nobody configured. */
  public static GuestSettings defaults() {
    return new GuestSettings(
        16 << 20,
        20_000,
        16_384,
        100_000,
        Duration.ofSeconds(20),
        16L << 20,
        2,
        256,
        256L << 20,
        4 << 10,
        512 << 10,
        Duration.ofMinutes(2),
        512L << 20,
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        5,
        Set.of());
  }

  /** When extensions are let go and left alone, as the guest host wants it. */
  public LifeTuning tuning() {
    return new LifeTuning(
        idleAfter,
        unloadAfter.compareTo(idleAfter) < 0 ? idleAfter : unloadAfter,
        new Backoff(failedBackOff, failedBackOff.multipliedBy(MOST_FAILED_FACTOR)),
        new Backoff(quarantine, quarantine.multipliedBy(MOST_QUARANTINE_FACTOR)),
        offencesToQuarantine,
        OFFENCE_WINDOW);
  }

  /** How large modules are compiled, as the guest host wants it. */
  public ChildCompiler.Bounds compiling() {
    return new ChildCompiler.Bounds(compileHereBytes, compileWall, compileHeap);
  }

  /** The same bounds as the guest host wants them. */
  public GuestLimits limits() {
    return new GuestLimits(
        maxModuleBytes,
        maxFunctions,
        maxMemoryPages,
        maxTableEntries,
        callBudget,
        stackBytes,
        maxInstancesPerModule,
        maxPinnedRevisions);
  }
}
