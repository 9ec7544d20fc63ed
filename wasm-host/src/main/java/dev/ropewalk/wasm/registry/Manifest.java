package dev.ropewalk.wasm.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an extension says of itself: all that is read of it before it is wanted.
 *
 * @param module the module's path in its package
 * @param languages the daemon's names of the languages that it serves; {@code *} for all
 * @param files globs of the files that it serves, beside those of its languages
 * @param provides what a module on our own ABI can answer, in the ABI's names
 * @param capabilities what it asks for
 * @param budgets what it says it needs; empty when it is content with what there is
 */
public record Manifest(
    ExtensionId id,
    String version,
    ExtensionKind kind,
    String module,
    List<String> languages,
    List<String> files,
    List<Trigger> activation,
    LoadPriority priority,
    Set<String> provides,
    Set<Capability> capabilities,
    Optional<Budgets> budgets) {

  /** Copies the collections. */
  public Manifest {
    languages = List.copyOf(languages);
    files = List.copyOf(files);
    activation = List.copyOf(activation);
    provides = Set.copyOf(provides);
    capabilities = Set.copyOf(capabilities);
  }

  /** The manifest of a package that has none: loaded when one of its languages is used. */
  public static Manifest derived(
      ExtensionId id, String version, ExtensionKind kind, String module, List<String> languages) {
    return new Manifest(
        id,
        version,
        kind,
        module,
        languages,
        List.of(),
        languages.stream().<Trigger>map(Trigger.OnLanguage::new).toList(),
        LoadPriority.NORMAL,
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  /** Whether an event is one that it waits for. */
  public boolean wants(Event event) {
    return (event instanceof Event.Started && priority == LoadPriority.CRITICAL)
        || activation.stream().anyMatch(trigger -> trigger.isMetBy(event));
  }
}
