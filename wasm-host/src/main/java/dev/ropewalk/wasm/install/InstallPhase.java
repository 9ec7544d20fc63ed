package dev.ropewalk.wasm.install;

/** Steps of an installation, in their order; not every package takes every step. */
public enum InstallPhase {
  RESOLVE,
  DOWNLOAD,
  UNPACK,
  COMPILE,
  STORE
}
