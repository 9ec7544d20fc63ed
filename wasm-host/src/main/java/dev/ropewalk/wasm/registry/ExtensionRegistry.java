package dev.ropewalk.wasm.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The extensions of a daemon. Registering one costs its manifest. */
public final class ExtensionRegistry implements AutoCloseable {
  /*
   * An immutable map in an atomic reference: an event sees one set, whole, and waits for loads with
   * nothing held. What is replaced or removed serves the calls that have it.
   */

  /** An extension of the set. */
  public record Registered(Manifest manifest, LifeCycle<?> life) {}

  private final AtomicReference<Map<ExtensionId, Registered>> current =
      new AtomicReference<>(Map.of());

  /** Makes an empty set. */
  public ExtensionRegistry() {}

  /** Puts an extension into the set; one of the same id is replaced in one step. */
  public void register(Manifest manifest, LifeCycle<?> life) {
    Registered replaced = swap(manifest.id(), new Registered(manifest, life));
    if (replaced != null && replaced.life != life) {
      replaced.life.remove();
    }
  }

  /**
   * Takes an extension out of the set.
   *
   * @return whether it was in it
   */
  public boolean remove(ExtensionId id) {
    Registered removed = swap(id, null);
    if (removed != null) {
      removed.life.remove();
    }
    return removed != null;
  }

  private @Nullable Registered swap(ExtensionId id, @Nullable Registered registered) {
    while (true) {
      Map<ExtensionId, Registered> before = current.get();
      var after = new HashMap<>(before);
      Registered old = registered == null ? after.remove(id) : after.put(id, registered);
      if (current.compareAndSet(before, Map.copyOf(after))) {
        return old;
      }
    }
  }

  /** The set now, by id. */
  public List<Registered> all() {
    return List.copyOf(new TreeMap<>(current.get()).values());
  }

  /** One of the set. */
  public Optional<Registered> find(ExtensionId id) {
    return Optional.ofNullable(current.get().get(id));
  }

  /**
   * Loads, in parallel, what waits for an event.
   *
   * @param deadline what is not loaded by then is {@link Activation.Pending}, and goes on
   * @return the outcome for each extension that the event concerns; never fails
   */
  public CompletableFuture<Map<ExtensionId, Activation>> fire(Event event, Duration deadline) {
    Event asked = event instanceof Event.WorkspaceOpened opened ? once(opened) : event;
    var outcomes = new TreeMap<ExtensionId, CompletableFuture<Activation>>();
    for (Registered registered : current.get().values()) {
      if (registered.manifest.wants(asked)) {
        outcomes.put(
            registered.manifest.id(),
            registered
                .life
                .activate()
                .completeOnTimeout(
                    new Activation.Pending(), deadline.toNanos(), TimeUnit.NANOSECONDS));
      }
    }
    return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                outcomes.entrySet().stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, each -> each.getValue().join())));
  }

  /** Asks for each glob once, however many extensions name it. */
  private static Event once(Event.WorkspaceOpened opened) {
    var known = new HashMap<String, Boolean>();
    Function<String, Boolean> ask = opened.contains()::test;
    return new Event.WorkspaceOpened(glob -> known.computeIfAbsent(glob, ask));
  }

  /**
   * The critical extensions that are not loaded, for a readiness probe.
   *
   * @return a line for each, its id and its state
   */
  public List<String> missing() {
    var missing = new ArrayList<String>();
    for (Registered registered : all()) {
      LifeStatus.State state = registered.life.status().state();
      if (registered.manifest.priority() == LoadPriority.CRITICAL
          && state != LifeStatus.State.READY
          && state != LifeStatus.State.IDLE) {
        missing.add(registered.manifest.id() + " is " + state);
      }
    }
    return missing;
  }

  /** Lets go what was not used for long enough; critical extensions stay. */
  public void sweep() {
    for (Registered registered : current.get().values()) {
      if (registered.manifest.priority() != LoadPriority.CRITICAL) {
        registered.life.sweep();
      }
    }
  }

  /** Removes all. */
  @Override
  public void close() {
    current.getAndSet(Map.of()).values().forEach(registered -> registered.life.remove());
  }
}
