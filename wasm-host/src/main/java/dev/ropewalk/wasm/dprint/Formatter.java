package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.registry.LifeCycle;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A dprint plugin. Loaded when first asked; safe for any thread, and never blocks one. */
public interface Formatter {
  /** What its source calls it: mostly an npm name. */
  String name();

  /** Its life, for the registry. */
  LifeCycle<?> life();

  /** How it fares now. */
  FormatterStatus status();

  /**
   * What the plugin says of itself.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException} when it cannot be asked
   */
  CompletableFuture<FormatterInfo> info();

  /**
   * Has it loaded and compiled; until it is, an interpreter formats short texts and longer ones
   * wait.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException} when it cannot be
   */
  CompletableFuture<Void> compiled();

  /**
   * What the plugin finds wrong in a configuration; empty when nothing.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException} when it cannot be asked
   */
  CompletableFuture<List<ConfigDiagnostic>> diagnostics(FormatConfig config);

  /**
   * Formats a whole text; plugins know no ranges in practice, so a caller that wants one clips the
   * edits.
   *
   * @return never fails, but for its own {@link CompletableFuture#cancel}, which also stops the
   *     guest
   */
  CompletableFuture<FormatResult> format(FormatRequest request);
}
