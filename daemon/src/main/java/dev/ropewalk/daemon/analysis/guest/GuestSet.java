package dev.ropewalk.daemon.analysis.guest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Reads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The extensions in use and what users set for them, as inputs of the engine. */
public final class GuestSet {
  static final InputKind ALL = new InputKind("extensions", Durability.HIGH);
  static final InputKind ONE = new InputKind("extension", Durability.HIGH);
  static final InputKind SETTINGS = new InputKind("extensionSettings", Durability.HIGH);
  private static final InputKey EVERY = new InputKey(ALL, "all");

  private final Engine engine;

  @GuardedBy("this")
  private Map<String, Served> current = Map.of();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  GuestSet(Engine engine) {
    this.engine = engine;
  }

  /** The whole set, as an input. */
  private record Everybody(List<Served> sorted) {}

  /**
   * Settings of one extension, as an input.
   *
   * @param values JSON by key
   */
  private record Settings(Map<String, String> values) {}

  /** Makes these the extensions in use, in one step. */
  public void replace(Collection<Served> extensions) {
    write(extensions);
    listeners.forEach(Runnable::run);
  }

  /** Has somebody hear of every replacement, until the answer is closed. */
  public AutoCloseable subscribe(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private synchronized void write(Collection<Served> extensions) {
    var next = new TreeMap<String, Served>();
    extensions.forEach(each -> next.put(each.id(), each));
    var batch = new ArrayList<InputWrite>();
    current.keySet().stream()
        .filter(id -> !next.containsKey(id))
        .forEach(id -> batch.add(InputWrite.remove(new InputKey(ONE, id))));
    var all = new CanonicalWriter().beginList(next.size());
    next.forEach(
        (id, served) -> {
          Fingerprint fingerprint = served.fingerprint();
          all.putBytes(fingerprint.toBytes());
          batch.add(InputWrite.set(new InputKey(ONE, id), fingerprint, served, Durability.HIGH));
        });
    batch.add(
        InputWrite.set(
            EVERY,
            Fingerprint.of(all.toBytes()),
            new Everybody(List.copyOf(next.values())),
            Durability.HIGH));
    current = Map.copyOf(next);
    var unused = engine.write(batch);
  }

  /** The extensions in use, by id. */
  public synchronized List<Served> all() {
    return List.copyOf(new TreeMap<>(current).values());
  }

  /** The extensions in use, sorted by id, for a query. */
  static List<Served> all(Reads reads) {
    return reads.input(EVERY, Everybody.class).map(Everybody::sorted).orElse(List.of());
  }

  /** One of them, for a query. */
  static Optional<Served> find(String id, Reads reads) {
    return reads.input(new InputKey(ONE, id), Served.class);
  }

  /**
   * What a user set for extensions on one connection.
   *
   * @param before ids that were set before
   * @param settings JSON by key, by id
   */
  public void configure(
      String owner, Collection<String> before, Map<String, Map<String, String>> settings) {
    var batch = new ArrayList<InputWrite>();
    before.stream()
        .filter(id -> !settings.containsKey(id))
        .forEach(id -> batch.add(InputWrite.remove(settingsKey(owner, id))));
    settings.forEach(
        (id, values) -> {
          var writer = new CanonicalWriter().beginList(values.size());
          new TreeMap<>(values).forEach((key, json) -> writer.putString(key).putString(json));
          batch.add(
              InputWrite.set(
                  settingsKey(owner, id),
                  Fingerprint.of(writer.toBytes()),
                  new Settings(Map.copyOf(values)),
                  Durability.HIGH));
        });
    var unused = engine.write(batch);
  }

  private static InputKey settingsKey(String owner, String id) {
    return new InputKey(SETTINGS, owner + "\n" + id);
  }

  /** A setting, for a query: JSON. */
  static Optional<String> setting(String owner, String id, String key, Reads reads) {
    return reads
        .input(settingsKey(owner, id), Settings.class)
        .flatMap(settings -> Optional.ofNullable(settings.values().get(key)));
  }
}
