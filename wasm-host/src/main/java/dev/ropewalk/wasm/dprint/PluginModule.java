package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.KeptClasses;
import dev.ropewalk.wasm.limit.GuestException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A plugin's code: kept classes, or an interpreted module until those are made. */
final class PluginModule {
  /*
   * A compile takes seconds for megabytes, and an interpreter formats a short text in tenths of
   * one. So what is not in the store is compiled in the background, and who has little to format
   * does not wait for it. Whoever asks afterwards gets the classes.
   */
  private static final String KIND = "dprint";

  private final int schema;
  private final @Nullable CompiledModule interpreted;
  private final CompletableFuture<CompiledModule> compiled;

  /**
   * Takes what there is.
   *
   * @param interpreted null when the classes came from the store
   */
  private PluginModule(
      int schema,
      @Nullable CompiledModule interpreted,
      CompletableFuture<CompiledModule> compiled) {
    this.schema = schema;
    this.interpreted = interpreted;
    this.compiled = compiled;
  }

  /**
   * Takes the classes from the store, or begins to make them.
   *
   * @throws GuestException when the module cannot be read
   */
  static PluginModule load(byte[] module, int schema, ClassStore store, Executor compiler) {
    KeptClasses kept = KeptClasses.of(store, KIND, module);
    Optional<CompiledModule> found = kept.find();
    if (found.isPresent()) {
      return new PluginModule(schema, null, CompletableFuture.completedFuture(found.get()));
    }
    return new PluginModule(
        schema,
        CompiledModule.interpreted(module),
        CompletableFuture.supplyAsync(() -> kept.make(module, CompiledModule::compile), compiler));
  }

  int schema() {
    return schema;
  }

  /** Ends when the classes are there, or cannot be made. */
  CompletableFuture<CompiledModule> compiled() {
    return compiled;
  }

  /** Whether the classes were in the store. */
  boolean fromStore() {
    return interpreted == null;
  }

  /** Bytes of the classes; 0 while there are none. */
  long compiledBytes() {
    return compiled.isDone() && !compiled.isCompletedExceptionally()
        ? compiled.join().image().classBytes()
        : 0;
  }

  /**
   * What a call is to run.
   *
   * @param small whether the interpreter may do it while the classes are made
   * @throws GuestException when there are no classes, or the call is ended before they are there
   */
  CompiledModule code(boolean small, GuestCall call) {
    CompiledModule slow = interpreted;
    if (small && slow != null && !compiled.isDone()) {
      return slow;
    }
    return call.await(compiled.copy());
  }
}
