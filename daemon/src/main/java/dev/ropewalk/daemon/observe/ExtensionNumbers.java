package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.wasm.dprint.FormatterStatus;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.LifeStatus;
import java.util.List;
import java.util.Map;

/**
 * How the extensions fare that are no grammars.
 *
 * @param all of them
 * @param counts of those on our own ABI that were ever called, by id
 * @param formatters plugins of dprint
 */
public record ExtensionNumbers(
    List<One> all, Map<String, ExtensionCounters.Counts> counts, List<FormatterStatus> formatters) {

  /** One of them. */
  public record One(String id, ExtensionKind kind, LifeStatus life) {}

  /** Copies the collections. */
  public ExtensionNumbers {
    all = List.copyOf(all);
    counts = Map.copyOf(counts);
    formatters = List.copyOf(formatters);
  }
}
