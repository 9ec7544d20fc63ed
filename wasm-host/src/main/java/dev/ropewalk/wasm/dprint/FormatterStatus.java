package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.registry.LifeStatus;

/**
 * State and cost of a formatter.
 *
 * @param fromStore whether the classes came from the class store rather than from a compile
 * @param compiledBytes size of the JVM classes; 0 while they are not loaded
 * @param instances live ones
 * @param memoryPages linear memory of the idle instances, in pages of 64 KiB
 * @param running calls that have an instance
 * @param waiting calls that wait for one
 * @param recycled instances that were dropped since the start because they had grown
 */
public record FormatterStatus(
    String name,
    LifeStatus life,
    boolean fromStore,
    long compiledBytes,
    int instances,
    int memoryPages,
    int running,
    int waiting,
    long recycled) {}
