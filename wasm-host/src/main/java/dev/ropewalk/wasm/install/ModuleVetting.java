package dev.ropewalk.wasm.install;

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
}
