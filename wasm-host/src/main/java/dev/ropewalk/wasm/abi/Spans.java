package dev.ropewalk.wasm.abi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The named spans of one call, timed by the host: a guest never learns how long they took. */
final class Spans {
  /** Names in one call; spans with further ones are not counted. */
  static final int MAX_NAMES = 64;

  private static final int MAX_DEPTH = 32;

  private record Open(String name, long since) {}

  private final LongSupplier clock;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<String, Long> nanos = new HashMap<>();
  private int tooDeep;

  Spans(LongSupplier clock) {
    this.clock = clock;
  }

  void begin(String name) {
    if (open.size() == MAX_DEPTH) {
      tooDeep++;
    } else {
      open.push(new Open(name, clock.getAsLong()));
    }
  }

  void end() {
    if (tooDeep > 0) {
      tooDeep--;
    } else if (!open.isEmpty()) {
      Open last = open.pop();
      if (nanos.size() < MAX_NAMES || nanos.containsKey(last.name)) {
        nanos.merge(last.name, clock.getAsLong() - last.since, Long::sum);
      }
    }
  }

  /** Time by name; spans that are open are left out. */
  Map<String, Long> nanos() {
    return Map.copyOf(nanos);
  }
}
