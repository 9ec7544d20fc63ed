package dev.ropewalk.daemon.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The inputs at every revision that a run still looks at. */
final class Inputs {
  /*
   * An input is a chain of versions, newest first; a snapshot of revision r sees of each the newest
   * one that is not later than r. A write adds versions, publishes the revision, and cuts what no
   * run can see any more; it never waits for a run. Invariants:
   *
   *   N1  Versions of a chain are in strictly descending order of revision.
   *   N2  A version of revision r is in its chain before r is published.
   *   N3  A run is registered at its revision before it reads, and the version that it sees of any
   *       input is cut only after it is closed.
   *   N4  An input that is not in the table is as one whose version is ABSENT with the durability
   *       that its kind states. Taking an input away is a write that gives it just that durability,
   *       so a chain that has only that version may leave the table.
   *
   * N3: a run reads `current`, registers, and reads `current` again; if it changed, it tries again.
   * A writer publishes first and looks for the oldest run then, so one of the two sees the other.
   *
   * Cost: a read follows as many versions as there were writes of that input since the run began.
   */
  private static final class Version {
    final long revision;
    final Fingerprint fingerprint;
    final @Nullable Object value;
    final Durability durability;
    volatile @Nullable Version older;

    Version(long revision, InputWrite write, @Nullable Version older) {
      this.revision = revision;
      fingerprint = write.fingerprint();
      value = write.value();
      durability = write.durability();
      this.older = older;
    }
  }

  /** What a run sees of an input. */
  record Seen(Fingerprint fingerprint, @Nullable Object value, Durability durability) {}

  private final ConcurrentHashMap<InputKey, Version> newest = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Integer> running = new ConcurrentSkipListMap<>();
  private final Steps steps;
  private volatile Revision current = Revision.FIRST;

  /** The oldest revision that a run looked at when versions were last cut. */
  @GuardedBy("this")
  private long cutAt;

  /** Inputs that have versions which some run still sees. */
  @GuardedBy("this")
  private final Set<InputKey> toCut = new LinkedHashSet<>();

  Inputs(Steps steps) {
    this.steps = steps;
  }

  Revision current() {
    return current;
  }

  /** Begins a run; {@link #end} must follow. */
  Revision begin() {
    while (true) {
      Revision revision = current;
      steps.at(Steps.Point.BEGIN);
      running.merge(revision.number(), 1, Integer::sum);
      if (current.number() == revision.number()) {
        return revision;
      }
      end(revision);
    }
  }

  void end(Revision revision) {
    running.computeIfPresent(
        revision.number(), (number, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  Seen read(InputKey key, long revision) {
    Version version = newest.get(key);
    while (version != null && version.revision > revision) {
      version = version.older;
    }
    return version == null
        ? new Seen(Fingerprint.ABSENT, null, key.kind().absent())
        : new Seen(version.fingerprint, version.value, version.durability);
  }

  /**
   * Applies a batch as one revision; nothing happens when it changes nothing.
   *
   * @param reach hears of the keys that change before the revision is published
   * @return the revision that now is current
   */
  synchronized Revision write(List<InputWrite> batch, Reach reach) {
    Durability changed = null;
    var keys = new ArrayList<InputKey>(batch.size());
    for (InputWrite write : batch) {
      Seen before = read(write.key(), Long.MAX_VALUE);
      if (!before.fingerprint().equals(write.fingerprint())
          || before.durability() != write.durability()) {
        if (changed == null || changed.compareTo(before.durability()) < 0) {
          changed = before.durability();
        }
        put(write, current.number() + 1);
        keys.add(write.key());
      }
    }
    if (changed != null) {
      steps.at(Steps.Point.WRITTEN);
      reach.mark(keys, current.number() + 1);
      steps.at(Steps.Point.MARKED);
      current = current.next(changed);
      cut();
    }
    return current;
  }

  /** A new revision in which everything has to be looked at again, with a write that tells why. */
  synchronized Revision distrust(InputWrite why, Reach reach) {
    put(why, current.number() + 1);
    reach.markAll(current.number() + 1);
    steps.at(Steps.Point.MARKED);
    current = current.next(Durability.HIGH);
    cut();
    return current;
  }

  @GuardedBy("this")
  private void put(InputWrite write, long revision) {
    newest.compute(
        write.key(),
        (key, before) -> {
          // Of two writes of one input in a batch the later one counts.
          Version older = before != null && before.revision == revision ? before.older : before;
          return new Version(revision, write, older);
        });
    toCut.add(write.key());
  }

  @GuardedBy("this")
  private void cut() {
    var first = running.firstEntry();
    long oldest = first == null ? current.number() : first.getKey();
    if (oldest == cutAt) {
      return; // the run that holds the versions still does; a write must not pay for it
    }
    cutAt = oldest;
    for (InputKey key : List.copyOf(toCut)) {
      Version version = newest.get(key);
      Version seen = version;
      while (seen != null && seen.revision > oldest) {
        seen = seen.older;
      }
      if (seen != null) {
        seen.older = null;
      }
      if (version == seen) { // no old run sees another version
        toCut.remove(key);
        if (version != null && version.fingerprint.equals(Fingerprint.ABSENT)) {
          newest.remove(key, version);
        }
      }
    }
  }

  /** Inputs that are in the table, and runs that are open. */
  int size() {
    return newest.size();
  }

  int runs() {
    return running.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Throws when an invariant does not hold; call it while nothing is written. */
  void checkInvariants() {
    for (var entry : newest.entrySet()) {
      long last = Long.MAX_VALUE;
      for (Version v = entry.getValue(); v != null; v = v.older) {
        if (v.revision >= last || v.revision > current.number()) {
          throw new IllegalStateException(
              "N1: " + entry.getKey().display() + " at " + v.revision + " after " + last);
        }
        last = v.revision;
      }
    }
    for (Integer count : running.values()) {
      if (count <= 0) {
        throw new IllegalStateException("N3: a count of " + count + " runs");
      }
    }
  }
}
