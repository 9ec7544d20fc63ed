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
   * One walk measures, and removes what is over age. It adds the bytes of the rest up by place in the
   * order of removal; when they are too many, the sums tell from which place on files must go, and a
   * second walk removes those. So memory does not grow with the number of files.
   *
   * The order is by last use, to within a thousandth of the greatest age (42 minutes of 30 days),
   * which is finer than the mark of a use is exact; and among equals by the first digits of the name,
   * which is a hash. Since the order is the same for all, several processes that collect at once
   * remove the same files and no more of them: what one removed lies above the place that another one
   * finds. A record and its blob go independently of each other: what lacks the other half is a miss.
   */
  private static final int AGES = 1024;

  private static final int NAMES = 64;
  private static final int PLACES = AGES * NAMES;

  /** Part of the limit that is in use after a collection, so that the next write needs none. */
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
    private final long[] bytesByPlace = new long[PLACES];
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
        bytesByPlace[place(entry)] += entry.bytes();
        total += entry.bytes();
        usage.merge(entry.kind(), new Usage(0, 0).plus(entry), (old, one) -> old.plus(entry));
      }
    }

    /** The place in the order of removal; the last one goes first. */
    private int place(Entry entry) {
      double age = (double) (now - entry.usedMillis()) / Math.max(1, maxAge.toMillis());
      int byAge = (int) Math.clamp(age * AGES, 0, AGES - 1);
      return byAge * NAMES + Integer.parseInt(entry.name(), 0, 2, 16) * NAMES / 256;
    }
  }

  private final class Shrink implements StoreLayout.Visitor {
    private final Measure measured;
    private final Map<String, Usage> usage = new HashMap<>();

    /** What has this place or a later one goes. */
    private int edge = PLACES;

    private long removed;

    Shrink(Measure measured) {
      this.measured = measured;
      long tooMany = measured.total - (long) (maxBytes * FILL);
      while (edge > 0 && tooMany > 0) {
        edge--;
        tooMany -= measured.bytesByPlace[edge];
      }
    }

    @Override
    public void ours(Entry entry) {
      if (entry.form() == Form.TEMPORARY || stop.getAsBoolean()) {
        return;
      }
      if (measured.place(entry) >= edge && isOurs(entry.path())) {
        removed += StoreDisk.remove(entry.path()) ? 1 : 0;
      } else {
        usage.merge(entry.kind(), new Usage(0, 0).plus(entry), (old, one) -> old.plus(entry));
      }
    }
  }
}
