package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.store.StoreLayout.Entry;
import dev.ropewalk.daemon.store.StoreLayout.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Removes what is too old, and what was not used for longest when there is too much. */
final class Collector {
  /*
   * One walk measures, and removes what is over age. It puts the bytes of the rest into buckets by
   * age; when they are too many, the buckets tell from which age on files must go, and a second walk
   * removes those. So memory does not grow with the number of files, and the order of removal is by
   * last use to within a bucket (maxAge / 4096: 10 minutes of 30 days), which is finer than the mark
   * of a use is exact.
   *
   * Several processes may collect at once. Each counts a file that another one removed as removed, so
   * they do not remove twice as much together. A record and its blob go independently of each other:
   * what lacks the other half is a miss.
   */
  private static final int BUCKETS = 4096;

  /**
   * After a collection this part of the limit is used, so that the next write does not need one.
   */
  private static final double FILL = 0.9;

  private final StoreLayout layout;
  private final long maxBytes;
  private final Duration maxAge;
  private final Duration staleTemporary;
  private final BooleanSupplier stop;

  /** Records, and bytes on the disk. */
  record Usage(long entries, long bytes) {
    Usage plus(Entry entry) {
      return new Usage(entries + (entry.form() == Form.RECORD ? 1 : 0), bytes + entry.bytes());
    }
  }

  /**
   * What was done, and what is left.
   *
   * @param byAge files removed because of their age
   * @param bySize files removed for lack of room
   */
  record Collected(long byAge, long bySize, Map<String, Usage> left) {}

  Collector(
      StoreLayout layout,
      long maxBytes,
      Duration maxAge,
      Duration staleTemporary,
      BooleanSupplier stop) {
    this.layout = layout;
    this.maxBytes = maxBytes;
    this.maxAge = maxAge;
    this.staleTemporary = staleTemporary;
    this.stop = stop;
  }

  Collected collect(Instant now) throws IOException {
    var first = new Measure(now.toEpochMilli());
    layout.walk(first);
    if (first.total <= maxBytes) {
      return new Collected(first.removed, 0, first.usage);
    }
    var second = new Shrink(first);
    layout.walk(second);
    return new Collected(first.removed, second.removed, second.usage);
  }

  /** Whether a file is a store's by its content too; only such a file is ever removed. */
  static boolean isOurs(Path file) {
    try {
      return StoreFormat.isOurs(StoreDisk.beginning(file, StoreFormat.HEAD_BYTES));
    } catch (IOException e) {
      return false;
    }
  }

  private final class Measure implements StoreLayout.Visitor {
    private final long now;
    private final long[] bytesByAge = new long[BUCKETS];
    private final Map<String, Usage> usage = new HashMap<>();
    private long total;
    private long removed;

    Measure(long now) {
      this.now = now;
    }

    @Override
    public void ours(Entry entry) {
      if (stop.getAsBoolean()) {
        return;
      }
      long age = now - entry.usedMillis();
      if (entry.form() == Form.TEMPORARY) {
        if (age > staleTemporary.toMillis() && isOurs(entry.path())) {
          StoreDisk.remove(entry.path());
        }
      } else if (age > maxAge.toMillis() && isOurs(entry.path())) {
        removed += StoreDisk.remove(entry.path()) ? 1 : 0;
      } else {
        bytesByAge[bucket(age)] += entry.bytes();
        total += entry.bytes();
        usage.merge(entry.kind(), new Usage(0, 0).plus(entry), (old, one) -> old.plus(entry));
      }
    }

    private int bucket(long age) {
      double part = (double) age / Math.max(1, maxAge.toMillis());
      return (int) Math.clamp(part * BUCKETS, 0, BUCKETS - 1);
    }
  }

  private final class Shrink implements StoreLayout.Visitor {
    private final Measure measured;
    private final Map<String, Usage> usage = new HashMap<>();

    /** All of a bucket above this one goes, and of this one so many bytes. */
    private int edge = BUCKETS - 1;

    private long ofEdge;
    private long removed;

    Shrink(Measure measured) {
      this.measured = measured;
      ofEdge = measured.total - (long) (maxBytes * FILL);
      while (edge > 0 && ofEdge > measured.bytesByAge[edge]) {
        ofEdge -= measured.bytesByAge[edge];
        edge--;
      }
    }

    @Override
    public void ours(Entry entry) {
      if (entry.form() == Form.TEMPORARY || stop.getAsBoolean()) {
        return;
      }
      int bucket = measured.bucket(measured.now - entry.usedMillis());
      boolean goes = bucket > edge || (bucket == edge && ofEdge > 0);
      if (goes && isOurs(entry.path())) {
        ofEdge -= bucket == edge ? entry.bytes() : 0;
        removed += StoreDisk.remove(entry.path()) ? 1 : 0;
      } else {
        usage.merge(entry.kind(), new Usage(0, 0).plus(entry), (old, one) -> old.plus(entry));
      }
    }
  }
}
