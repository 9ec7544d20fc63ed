package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.registry.Manifest;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What all extensions on the own ABI share. Close it after them.
 *
 * @see AbiExtension
 */
public final class AbiHost implements AutoCloseable {
  private final Settings settings;
  private final ClassStore store;
  private final ModuleCompiler compiler;
  private final Executor loader;
  private final AbiListener listener;
  private final LongSupplier clock;
  private final BudgetWatch watch;

  /**
   * Bounds.
   *
   * @param limits of a module, its instances and their threads; its memory and times are not used
   * @param budgets the most that any extension may use; a manifest can ask for less
   * @param maxInterpretedBytes a call about a text up to this size is interpreted while the
   *     module's classes are made
   */
  public record Settings(
      GuestLimits limits, Budgets budgets, LifeTuning life, int maxInterpretedBytes) {}

  /** Reads a module file. */
  @FunctionalInterface
  public interface Source {
    /** The bytes, each time anew. */
    byte[] read() throws IOException;
  }

  /**
   * Makes one; starts a thread that watches budgets.
   *
   * @param loader runs loads, which take seconds for megabytes; bounds how many run at a time
   * @param clock nanoseconds, of which differences count
   */
  public AbiHost(
      Settings settings,
      ClassStore store,
      ModuleCompiler compiler,
      Executor loader,
      AbiListener listener,
      LongSupplier clock) {
    this.settings = settings;
    this.store = store;
    this.compiler = compiler;
    this.loader = loader;
    this.listener = listener;
    this.clock = clock;
    this.watch = new BudgetWatch(clock);
  }

  /** An extension; nothing of it is loaded yet. */
  public AbiExtension extension(Manifest manifest, Source source) {
    return new AbiExtension(this, manifest, source);
  }

  GuestLimits limits() {
    return settings.limits();
  }

  Budgets budgets(Manifest manifest) {
    return manifest
        .budgets()
        .map(asked -> asked.within(settings.budgets()))
        .orElse(settings.budgets());
  }

  int maxInterpretedBytes() {
    return settings.maxInterpretedBytes();
  }

  LifeTuning life() {
    return settings.life();
  }

  ClassStore store() {
    return store;
  }

  ModuleCompiler compiler() {
    return compiler;
  }

  Executor loader() {
    return loader;
  }

  AbiListener listener() {
    return listener;
  }

  LongSupplier clock() {
    return clock;
  }

  BudgetWatch watch() {
    return watch;
  }

  @Override
  public void close() {
    watch.close();
  }
}
