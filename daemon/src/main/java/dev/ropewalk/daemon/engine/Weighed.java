package dev.ropewalk.daemon.engine;

/** An immutable value that knows what it costs to keep. */
public interface Weighed {

  /** About how many bytes of heap the value holds; at least 1, and the same at every call. */
  long weightBytes();
}
