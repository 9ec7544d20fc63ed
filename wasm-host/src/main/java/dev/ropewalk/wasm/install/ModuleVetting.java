package dev.ropewalk.wasm.install;

import dev.ropewalk.wasm.registry.Manifest;
import java.util.List;
import java.util.Optional;

/** Judges a module before it is installed. Must be safe for any thread. */
@FunctionalInterface
public interface ModuleVetting {

  /**
   * Judges a module that begins as a module must.
   *
   * @param file its path inside the package, for messages
   * @return why it is refused, for people; empty when it is good
   */
  Optional<String> refuse(String file, byte[] module);

  /** What became of an extension that is no grammar. */
  sealed interface Verdict {}

  /** It is not installed, for a reason that people can read. */
  record Refused(String why) implements Verdict {}

  /**
   * It is good.
   *
   * @param files globs of the files that it says it serves; for the manifest of a package that has
   *     none
   */
  record Accepted(List<String> files) implements Verdict {}

  /** Judges an extension that is no grammar; by default none is taken. */
  default Verdict judge(Manifest manifest, byte[] module) {
    return new Refused("only grammars are taken here");
  }
}
