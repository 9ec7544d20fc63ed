package dev.ropewalk.wasm.registry;

/** The phases of a load, in order. */
public enum LoadPhase {
  /** Reading bytes and checking their hash. */
  READ,
  /** Checking sizes, imports and features before anything is built. */
  VET,
  /** Merging the runtime and a grammar into one module. */
  LINK,
  /** Compiling to JVM classes; absent when the class store had them. */
  COMPILE,
  /** Reading classes from the class store. */
  STORE,
  /** Making the first instance: memory, data, classes. */
  INSTANTIATE
}
