package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;

/** Makes JVM classes of modules, which takes seconds for megabytes. Safe for any thread. */
@FunctionalInterface
public interface ModuleCompiler {

  /** Compiles on the calling thread; nothing can end it. For modules that are known. */
  ModuleCompiler IN_PROCESS =
      (module, rewindable) ->
          rewindable ? CompiledModule.compileRewindable(module) : CompiledModule.compile(module);

  /**
   * Compiles a module.
   *
   * @param rewindable whether its instances are rewound between calls
   * @throws GuestException with {@code COMPILE_FAILED} or {@code MODULE_REFUSED}
   */
  ClassImage compile(byte[] module, boolean rewindable);
}
