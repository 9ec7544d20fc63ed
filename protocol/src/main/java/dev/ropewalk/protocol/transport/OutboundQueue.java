package dev.ropewalk.protocol.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.protocol.frame.FrameEncoder;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The frames that wait for one peer, counted in bytes until they are written. */
final class OutboundQueue {
  /* Goal: a sender never waits, a peer that does not read is noticed by one rule whatever the
   * transport is, and what a slow peer costs is bounded.
   *
   * Frames are cut into slices as the transport takes them, and a byte counts as queued until the
   * transport says that it was written, so progress inside one large frame is seen.
   *
   * I1  queuedBytes = bytes of all chunks not yet sliced + bytes sliced and not acknowledged >= 0.
   * I2  blocked is set exactly while queuedBytes has been above the high mark and has not come
   *     down to the low mark since.
   * I3  after close nothing is added; after discard nothing is queued.
   *
   * Cost: O(1) for each call. Bodies are not copied, except small ones, which are joined with their
   * header so that a small frame is one write.
   */
  private static final int JOINED_BODY_BYTES = 8192;

  /** What became of a frame. */
  enum Offer {
    QUEUED,
    /** Queued, and the queue has just risen above the high mark. */
    QUEUED_ABOVE_HIGH,
    /** Not queued: it would have passed the hard limit. */
    OVERFLOW,
    /** Not queued: the queue is closed. */
    CLOSED
  }

  /** A piece to write; the array must not be changed. */
  record Slice(byte[] bytes, int offset, int length) {}

  private final OutboundLimits limits;
  private final LongConsumer queuedDelta;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();

  @GuardedBy("lock")
  private int firstOffset;

  @GuardedBy("lock")
  private long queuedBytes;

  @GuardedBy("lock")
  private long unacknowledged;

  @GuardedBy("lock")
  private boolean blocked;

  @GuardedBy("lock")
  private long blockedSinceNanos;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Creates an empty queue.
   *
   * @param queuedDelta hears of each change of the queued bytes; called under the lock, so it must
   *     only count
   */
  OutboundQueue(OutboundLimits limits, LongConsumer queuedDelta) {
    this.limits = limits;
    this.queuedDelta = queuedDelta;
  }

  Offer offer(byte[] body, long nowNanos) {
    boolean joined = body.length <= JOINED_BODY_BYTES;
    byte[] first = joined ? FrameEncoder.frame(body) : FrameEncoder.header(body.length);
    long bytes = joined ? first.length : (long) first.length + body.length;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (queuedBytes > limits.lowWaterBytes() && queuedBytes + bytes > limits.maxQueuedBytes()) {
        return Offer.OVERFLOW;
      }
      chunks.add(first);
      if (!joined) {
        chunks.add(body);
      }
      add(bytes);
      changed.signalAll();
      if (queuedBytes > limits.highWaterBytes() && !blocked) {
        blocked = true;
        blockedSinceNanos = nowNanos;
        return Offer.QUEUED_ABOVE_HIGH;
      }
      return Offer.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next piece, at most {@code maxBytes} long; null if nothing waits. */
  @Nullable Slice poll(int maxBytes) {
    lock.lock();
    try {
      return next(maxBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next piece; null once the queue is closed and empty. */
  @Nullable Slice take(int maxBytes) throws InterruptedException {
    lock.lock();
    try {
      while (chunks.isEmpty() && !closed) {
        changed.await();
      }
      return next(maxBytes);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Slice next(int maxBytes) {
    byte[] first = chunks.peek();
    if (first == null) {
      return null;
    }
    int length = Math.min(maxBytes, first.length - firstOffset);
    var slice = new Slice(first, firstOffset, length);
    firstOffset += length;
    if (firstOffset == first.length) {
      chunks.remove();
      firstOffset = 0;
    }
    unacknowledged += length;
    return slice;
  }

  /** Says that a piece of this length has been written. */
  void written(int bytes) {
    lock.lock();
    try {
      if (unacknowledged == 0) {
        return; // discarded meanwhile
      }
      unacknowledged -= bytes;
      add(-bytes);
      if (queuedBytes <= limits.lowWaterBytes()) {
        blocked = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long the peer may still stay blocked.
   *
   * @return nanoseconds, zero or less if its time is over; {@link Long#MAX_VALUE} if not blocked
   */
  long blockedNanosLeft(long nowNanos) {
    lock.lock();
    try {
      return blocked ? limits.maxBlockedNanos() - (nowNanos - blockedSinceNanos) : Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more frames; what is queued stays. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more frames and forgets what is queued. */
  void discard() {
    lock.lock();
    try {
      closed = true;
      chunks.clear();
      firstOffset = 0;
      unacknowledged = 0;
      add(-queuedBytes);
      blocked = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void add(long bytes) {
    queuedBytes += bytes;
    queuedDelta.accept(bytes);
  }

  /** Throws when an invariant does not hold. */
  void checkInvariants() {
    lock.lock();
    try {
      long waiting = -firstOffset;
      for (byte[] chunk : chunks) {
        waiting += chunk.length;
      }
      if (waiting + unacknowledged != queuedBytes || queuedBytes < 0) {
        throw new AssertionError(
            "I1: " + waiting + " waiting + " + unacknowledged + " taken != " + queuedBytes);
      }
      if ((blocked && queuedBytes <= limits.lowWaterBytes())
          || (!blocked && queuedBytes > limits.highWaterBytes())) {
        throw new AssertionError("I2: blocked is " + blocked + " with " + queuedBytes + " bytes");
      }
    } finally {
      lock.unlock();
    }
  }
}
