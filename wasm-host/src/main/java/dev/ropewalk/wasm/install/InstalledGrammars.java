package dev.ropewalk.wasm.install;

import java.util.List;

/**
 * What an addition came to.
 *
 * @param installed the package, present
 * @param grammars what it brings; their paths are inside {@code installed.folder()}, or in a
 *     sibling
 * @param warnings what is amiss but does not stop it from working, for people
 */
public record InstalledGrammars(
    InstalledPackage installed, List<Grammar> grammars, List<String> warnings) {
  public InstalledGrammars {
    grammars = List.copyOf(grammars);
    warnings = List.copyOf(warnings);
  }
}
