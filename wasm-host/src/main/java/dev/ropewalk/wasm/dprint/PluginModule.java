package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.TieredModule;
import java.util.Optional;

/**
 * A loaded plugin.
 *
 * @param schema the version of dprint's contract that it follows
 */
record PluginModule(int schema, TieredModule tiers) {

  /**
   * What a call is to run.
   *
   * @param small whether the interpreter may do it while the classes are made
   * @throws dev.ropewalk.wasm.limit.GuestException when there are no classes, or the call is ended
   *     before they are there
   */
  CompiledModule code(boolean small, GuestCall call) {
    Optional<CompiledModule> slow = tiers.interpreted();
    return small && slow.isPresent() && !tiers.compiled().isDone()
        ? slow.get()
        : call.await(tiers.compiled().copy());
  }
}
