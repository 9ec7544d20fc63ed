package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.engine.Fingerprint;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Values that came with records just read, until somebody asks for them; bounded by bytes. Safe for
 * any thread.
 */
final class RecentValues {
  /*
   * I1 bytes is the sum over the entries. I2 bytes <= limit. The oldest go first. What was taken is
   * gone: the engine keeps it from then on.
   */
  private static final int ENTRY_BYTES = 160;

  private record Key(String record, Fingerprint fingerprint) {}

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<Key, byte[]> values = new LinkedHashMap<>();
  private int bytes;

  RecentValues(int limit) {
    this.limit = limit;
  }

  void put(String record, Fingerprint fingerprint, byte[] value) {
    if (value.length > limit - ENTRY_BYTES) {
      return;
    }
    lock.lock();
    try {
      byte[] before = values.putLast(new Key(record, fingerprint), value);
      bytes += value.length - (before == null ? -ENTRY_BYTES : before.length);
      Iterator<byte[]> oldest = values.values().iterator();
      while (bytes > limit) {
        bytes -= oldest.next().length + ENTRY_BYTES;
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<byte[]> take(String record, Fingerprint fingerprint) {
    lock.lock();
    try {
      byte[] value = values.remove(new Key(record, fingerprint));
      bytes -= value == null ? 0 : value.length + ENTRY_BYTES;
      return Optional.ofNullable(value);
    } finally {
      lock.unlock();
    }
  }

  /** Drops the values of a record. */
  void forget(String record) {
    lock.lock();
    try {
      values
          .entrySet()
          .removeIf(
              entry -> {
                boolean gone = entry.getKey().record.equals(record);
                bytes -= gone ? entry.getValue().length + ENTRY_BYTES : 0;
                return gone;
              });
    } finally {
      lock.unlock();
    }
  }

  /** Drops all. */
  void clear() {
    lock.lock();
    try {
      values.clear();
      bytes = 0;
    } finally {
      lock.unlock();
    }
  }

  void checkInvariants() {
    lock.lock();
    try {
      int sum = values.values().stream().mapToInt(value -> value.length + ENTRY_BYTES).sum();
      if (sum != bytes || bytes > limit) {
        throw new IllegalStateException(bytes + " bytes are counted, there are " + sum);
      }
    } finally {
      lock.unlock();
    }
  }
}
