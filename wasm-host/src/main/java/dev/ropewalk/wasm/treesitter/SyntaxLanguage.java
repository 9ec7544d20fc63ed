package dev.ropewalk.wasm.treesitter;

import java.util.concurrent.CompletableFuture;

/** A grammar that the host knows; loaded when its first document opens, and not before. */
public interface SyntaxLanguage {

  /** The grammar's name, for example {@code java}. */
  String name();

  /** What it costs and how it fares now. */
  LanguageStatus status();

  /**
   * Loads the grammar if it is not loaded; concurrent calls share one load.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}
   */
  CompletableFuture<LanguageStatus> load();

  /** Opens a session; starts the load. Its reads wait for the load, or fail with it. */
  SyntaxSession open();
}
