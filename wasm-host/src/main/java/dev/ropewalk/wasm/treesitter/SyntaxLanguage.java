package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.registry.LifeCycle;
import java.util.concurrent.CompletableFuture;

/** A grammar that the host knows; loaded when its first document opens, and not before. */
public interface SyntaxLanguage {

  /** The grammar's name, for example {@code java}. */
  String name();

  /** What it costs and how it fares now. */
  LanguageStatus status();

  /** Its life: what loads it, and lets it go when nobody has a session. */
  LifeCycle<?> life();

  /**
   * Loads the grammar if it is not loaded; concurrent calls share one load.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}
   */
  CompletableFuture<LanguageStatus> load();

  /**
   * Loads the grammar, and makes and keeps what later processes begin with: classes, and an image
   * of an instance with the queries of its source compiled. A load does the latter by itself, in
   * the background.
   *
   * @return done when all is kept; fails as {@link #load} does
   */
  CompletableFuture<LanguageStatus> prepare();

  /** Opens a session; starts the load. Its reads wait for the load, or fail with it. */
  SyntaxSession open();
}
