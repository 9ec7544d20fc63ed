package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LoadPhase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State and cost of a grammar.
 *
 * @param phaseNanos nanoseconds by load phase; empty before the first load
 * @param fromStore whether the classes came from the class store rather than from a compile
 * @param memoryPages linear memory of all instances, in pages of 64 KiB
 * @param compiledBytes size of the JVM classes
 * @param instances live instances
 * @param failure why the last load failed or why it is quarantined, or null
 */
public record LanguageStatus(
    String name,
    LifeStatus.State state,
    Map<LoadPhase, Long> phaseNanos,
    boolean fromStore,
    int memoryPages,
    long compiledBytes,
    int functions,
    int instances,
    int sessions,
    @Nullable String failure) {}
