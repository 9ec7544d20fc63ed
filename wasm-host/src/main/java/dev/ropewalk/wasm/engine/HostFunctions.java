package dev.ropewalk.wasm.engine;

import java.util.HashMap;
import java.util.Map;

/** What a guest may call, by name in module {@code env}; set for each instance. */
public final class HostFunctions {
  /** A host function; arguments and results travel as {@code long}. */
  @FunctionalInterface
  public interface Body {
    long call(GuestInstance guest, long[] arguments);
  }

  private final Map<String, Body> bodies = new HashMap<>();

  public HostFunctions with(String name, Body body) {
    bodies.put(name, body);
    return this;
  }

  Map<String, Body> bodies() {
    return bodies;
  }
}
