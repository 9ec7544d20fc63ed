package dev.ropewalk.daemon.lsp;

import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes what a host tells of its loads on to all who listen. Safe for any thread. */
public final class LoadProgress implements LoadListener {
  private final List<LoadListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, LoadPhase> loading = new ConcurrentHashMap<>();

  /** Adds a listener; closing the answer removes it. */
  public AutoCloseable subscribe(LoadListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The grammars that are loading now, with the phase each is in. */
  public Map<String, LoadPhase> loading() {
    return Map.copyOf(loading);
  }

  @Override
  public void phase(String language, LoadPhase phase) {
    loading.put(language, phase);
    listeners.forEach(listener -> listener.phase(language, phase));
  }

  @Override
  public void loaded(String language, Map<LoadPhase, Long> phaseNanos) {
    loading.remove(language);
    listeners.forEach(listener -> listener.loaded(language, phaseNanos));
  }

  @Override
  public void failed(String language, String why) {
    loading.remove(language);
    listeners.forEach(listener -> listener.failed(language, why));
  }
}
