package dev.ropewalk.wasm.install;

/** Told how an installation goes. Called on the installing thread or one that it waits for. */
public interface InstallProgress {

  /** A listener that does nothing. */
  InstallProgress NONE = new InstallProgress() {};

  /**
   * A step begins.
   *
   * @param subject what it works on, for people: a package, a grammar
   */
  default void phase(InstallPhase phase, String subject) {}

  /**
   * A download goes on.
   *
   * @param done bytes so far
   * @param total bytes in all, or -1 when the registry does not say
   */
  default void bytes(long done, long total) {}
}
