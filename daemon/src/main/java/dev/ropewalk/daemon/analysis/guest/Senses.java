package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.wasm.abi.World;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What an extension was granted beyond its inputs. An answer for which it used one is of its moment
 * and is not remembered.
 *
 * @param clock tells the time; empty when that was not granted
 * @param random makes so many random bytes; empty when that was not granted
 */
public record Senses(Optional<Supplier<World.Time>> clock, Optional<IntFunction<byte[]>> random) {
  /** Nothing is granted. */
  public static final Senses NONE = new Senses(Optional.empty(), Optional.empty());
}
