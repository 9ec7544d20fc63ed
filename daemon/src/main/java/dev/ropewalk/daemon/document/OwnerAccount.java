package dev.ropewalk.daemon.document;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** What the documents of one connection hold, against its bound. Safe for any thread. */
final class OwnerAccount {
  private final long maxBytes;

  @GuardedBy("this")
  private long bytes;

  OwnerAccount(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds bytes, or changes nothing and answers false when that breaks the bound. */
  synchronized boolean add(long delta) {
    if (delta > 0 && bytes + delta > maxBytes) {
      return false;
    }
    bytes += delta;
    return true;
  }

  synchronized void release(long released) {
    bytes -= released;
  }

  synchronized long bytes() {
    return bytes;
  }
}
