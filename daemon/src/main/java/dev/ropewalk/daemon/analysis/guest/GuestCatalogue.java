package dev.ropewalk.daemon.analysis.guest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.extension.GuestPackage;
import dev.ropewalk.wasm.abi.AbiExtension;
import dev.ropewalk.wasm.abi.AbiHost;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.Manifest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which packages are in use: those that are installed, and over them those that their authors work
 * on. Every change swaps the set in one step; calls that go on end with the extension that they
 * have.
 */
public final class GuestCatalogue {
  /*
   * A package that is the same as before keeps its extension, loaded or not, and so all results.
   */
  private final AbiHost host;
  private final ExtensionRegistry registry;
  private final GuestSet set;
  private final Function<Manifest, Senses> senses;

  @GuardedBy("this")
  private Map<String, GuestPackage> installed = Map.of();

  @GuardedBy("this")
  private final Map<String, GuestPackage> developed = new TreeMap<>();

  @GuardedBy("this")
  private final Map<String, Used> used = new TreeMap<>();

  private record Used(Manifest manifest, Served served) {}

  /**
   * Makes an empty one.
   *
   * @param senses what the user granted to an extension of what it asks for
   */
  public GuestCatalogue(
      AbiHost host, ExtensionRegistry registry, GuestSet set, Function<Manifest, Senses> senses) {
    this.host = host;
    this.registry = registry;
    this.set = set;
    this.senses = senses;
  }

  /** Makes these the installed packages; of two with one id the last counts. */
  public synchronized void install(Collection<GuestPackage> packages) {
    var next = new TreeMap<String, GuestPackage>();
    packages.forEach(each -> next.put(id(each), each));
    installed = next;
    swap();
  }

  /** Takes a package up that somebody works on, in place of an installed one of its id. */
  public synchronized void develop(GuestPackage one) {
    developed.put(id(one), one);
    swap();
  }

  /** Nobody works on a package any more; an installed one of its id counts again. */
  public synchronized void release(String id) {
    if (developed.remove(id) != null) {
      swap();
    }
  }

  /** The packages in use, by id. */
  public synchronized List<Served> all() {
    return used.values().stream().map(Used::served).toList();
  }

  /** Whether somebody works on an extension. */
  public synchronized boolean isDeveloped(String id) {
    return developed.containsKey(id);
  }

  private static String id(GuestPackage one) {
    return one.manifest().id().value();
  }

  @GuardedBy("this")
  private void swap() {
    var wanted = new TreeMap<>(installed);
    wanted.putAll(developed);
    List<String> gone = used.keySet().stream().filter(id -> !wanted.containsKey(id)).toList();
    for (Map.Entry<String, GuestPackage> each : wanted.entrySet()) {
      GuestPackage now = each.getValue();
      Used before = used.get(each.getKey());
      if (before == null
          || !before.served.digest().equals(now.digest())
          || !before.manifest.equals(now.manifest())) {
        AbiExtension extension = host.extension(now.manifest(), now.module());
        registry.register(now.manifest(), extension.life());
        used.put(
            each.getKey(),
            new Used(
                now.manifest(), new Served(extension, now.digest(), senses.apply(now.manifest()))));
      }
    }
    for (String id : gone) {
      Used before = used.remove(id);
      if (before != null) {
        registry.remove(before.manifest.id());
      }
    }
    set.replace(used.values().stream().map(Used::served).toList());
  }
}
