package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.LifeTuning;

/**
 * Bounds of formatters.
 *
 * @param limits of a module and its instances; the stack of 16 MB that nested TypeScript needs is
 *     in {@code stackBytes}, and revisions are not used
 * @param maxTextBytes of a text to format
 * @param maxOutputBytes of all that a plugin answers or asks the host, each
 * @param recyclePages an instance with more memory than this is dropped after its call, since
 *     memory never shrinks; in pages of 64 KiB
 * @param maxConfigurations of one instance; the one that was not used for longest is released
 * @param maxEmbeddedDepth how deep texts may be inside of each other; deeper ones stay as they are
 * @param maxInterpretedBytes of a text that is formatted by an interpreter while a plugin that was
 *     not kept is compiled; larger ones wait
 */
public record FormatterSettings(
    GuestLimits limits,
    LifeTuning life,
    int maxTextBytes,
    int maxOutputBytes,
    int recyclePages,
    int maxConfigurations,
    int maxEmbeddedDepth,
    int maxInterpretedBytes) {

  /** Checks that there is something left to do. */
  public FormatterSettings {
    if (maxTextBytes < 1 || maxOutputBytes < 1 || maxConfigurations < 1 || maxEmbeddedDepth < 0) {
      throw new IllegalArgumentException(
          "maxTextBytes, maxOutputBytes and maxConfigurations must be at least 1, and"
              + " maxEmbeddedDepth at least 0: "
              + maxTextBytes
              + ", "
              + maxOutputBytes
              + ", "
              + maxConfigurations
              + ", "
              + maxEmbeddedDepth);
    }
  }
}
