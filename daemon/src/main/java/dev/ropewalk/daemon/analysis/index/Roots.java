package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputWrite;
import java.util.List;

/** The roots that are indexed now, as an input: absolute paths, sorted. */
record Roots(List<String> paths) {
  Roots {
    paths = List.copyOf(paths);
  }

  InputWrite write() {
    byte[] bytes = new CanonicalWriter().putStringSet(paths).toBytes();
    return InputWrite.set(ImportResolver.ROOTS, Fingerprint.of(bytes), this, Durability.HIGH);
  }
}
