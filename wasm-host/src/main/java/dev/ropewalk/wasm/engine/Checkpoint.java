package dev.ropewalk.wasm.engine;

/**
 * All that the calls of an instance can change, at one moment. It is shared and never written to.
 *
 * @param memory the linear memory
 * @param globals the mutable globals, in the order of their indices
 */
public record Checkpoint(byte[] memory, long[] globals) {}
