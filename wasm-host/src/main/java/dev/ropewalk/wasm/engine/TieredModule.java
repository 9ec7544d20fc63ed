package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.registry.LoadTimes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A module's code: kept classes, or an interpreted module until those are made. */
public final class TieredModule {
  /*
   * A compile takes seconds for megabytes, and an interpreter answers about a short text in tenths
   * of one. So what is not in the store is compiled in the background, and who has little to ask
   * does not wait for it. Whoever asks afterwards gets the classes.
   */
  private final boolean fromStore;
  private final CompletableFuture<CompiledModule> compiled;

  /** What is needed until there are classes, and is larger than they are. */
  private volatile @Nullable Slow slow;

  private record Slow(CompiledModule interpreted, Supplier<CompiledModule> compile) {}

  /**
   * Takes the classes from the store, or else reads the module for the interpreter.
   *
   * @param rewindable whether instances are rewound between calls
   * @param times hears how long the store and the compile take
   * @throws GuestException when the module cannot be read
   */
  public TieredModule(
      byte[] module,
      KeptClasses kept,
      ModuleCompiler compiler,
      boolean rewindable,
      LoadTimes times) {
    Optional<CompiledModule> found = times.time(LoadPhase.STORE, kept::find);
    fromStore = found.isPresent();
    compiled = found.map(CompletableFuture::completedFuture).orElseGet(CompletableFuture::new);
    slow =
        fromStore
            ? null
            : new Slow(
                CompiledModule.interpreted(module),
                () -> times.time(LoadPhase.COMPILE, () -> kept.make(module, compiler, rewindable)));
  }

  /** Begins to make the classes, unless they were in the store; to be called once. */
  public void compile(Executor executor) {
    Slow now = slow;
    if (now == null) {
      return;
    }
    var unused = compiled.whenComplete((classes, failure) -> slow = null);
    try {
      unused = compiled.completeAsync(now.compile, executor);
    } catch (RejectedExecutionException e) {
      compiled.completeExceptionally(
          new GuestException(GuestException.Code.CLOSED, "Nothing is compiled: closing", e));
    }
  }

  /** Ends when the classes are there, or cannot be made. */
  public CompletableFuture<CompiledModule> compiled() {
    return compiled;
  }

  /** The slow code; there is none when the classes were in the store, or are made. */
  public Optional<CompiledModule> interpreted() {
    return Optional.ofNullable(slow).map(Slow::interpreted);
  }

  /** Whether the classes were in the store. */
  public boolean fromStore() {
    return fromStore;
  }

  /** Bytes of the classes; 0 while there are none. */
  public long compiledBytes() {
    return compiled.isDone() && !compiled.isCompletedExceptionally()
        ? compiled.join().image().classBytes()
        : 0;
  }
}
