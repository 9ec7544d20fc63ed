package dev.ropewalk.wasm.treesitter;

/** Which reads a lane serves first; within one priority the order is that of submission. */
public enum Priority {
  /** Somebody waits at a keyboard. */
  INTERACTIVE,
  /** Done when nothing interactive waits; sees the newest revision at the time it runs. */
  BACKGROUND
}
