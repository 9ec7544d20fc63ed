package dev.ropewalk.wasm.install;

import dev.ropewalk.wasm.registry.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What an addition came to.
 *
 * @param installed the package, present
 * @param grammars what it brings; their paths are inside {@code installed.folder()}, or in a
 *     sibling
 * @param extension what it is beside grammars
 * @param warnings what is amiss but does not stop it from working, for people
 */
public record InstalledGrammars(
    InstalledPackage installed,
    List<Grammar> grammars,
    Optional<Manifest> extension,
    List<String> warnings) {
  public InstalledGrammars {
    grammars = List.copyOf(grammars);
    warnings = List.copyOf(warnings);
  }
}
