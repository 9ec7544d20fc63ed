package dev.ropewalk.wasm.engine;

/** An exported function of a guest; values travel as {@code long}, i32 in the low half. */
@FunctionalInterface
public interface GuestFunction {
  /** Calls it. Fails with {@link dev.ropewalk.wasm.limit.GuestException}. */
  long[] call(long... arguments);

  /** Calls a function whose result is an i32. */
  default int callInt(long... arguments) {
    return (int) call(arguments)[0];
  }
}
