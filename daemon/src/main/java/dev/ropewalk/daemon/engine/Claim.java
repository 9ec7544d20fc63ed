package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The right to verify or execute one key, and the frame that does it. Its lists are guarded by the
 * lock of {@link Claims}.
 */
final class Claim {
  final QueryKey<?> key;
  final Run run;
  final @Nullable Claim parent;
  final int depth;
  final Condition released;

  /** Claims that this one waits for: its own frame, or a fork of it, waits. */
  final List<Claim> awaits = new ArrayList<>(2);

  /** Claims that were taken under this one and are not released. */
  final Set<Claim> children = new LinkedHashSet<>(4);

  /** The cycle that this claim was found to be in. */
  volatile @Nullable CycleSignal cycle;

  boolean done;

  Claim(QueryKey<?> key, Run run, @Nullable Claim parent, Condition released) {
    this.key = key;
    this.run = run;
    this.parent = parent;
    this.released = released;
    depth = parent == null ? 1 : parent.depth + 1;
  }

  boolean isUnder(Claim other) {
    for (Claim c = this; c != null; c = c.parent) {
      if (c == other) {
        return true;
      }
    }
    return false;
  }
}
