package dev.ropewalk.protocol.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.protocol.frame.FrameEvent;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/** The frames that wait for the handler of one connection, in the order of their arrival. */
final class InboundQueue {
  /* Goal: the reader of a peer never runs far ahead of its handler.
   *
   * The reader puts and, when told that the queue is full, stops reading. The handler's thread takes
   * and, when it has brought a full queue down to the low mark, starts the reader again. The end of
   * the connection is the last item, so that frames which arrived before it are still handled.
   *
   * I1  queuedBytes is the sum of the weights of all waiting events.
   * I2  full is set when queuedBytes reaches the high mark and cleared at or below the low mark.
   * I3  nothing is put after the end.
   */
  private static final int EVENT_BYTES = 64;

  /** One thing to tell the handler. */
  sealed interface Item {
    /** Something that the decoder found. */
    record Event(FrameEvent event) implements Item {}

    /** The last item: nothing more will arrive. */
    record End(CloseReason reason, String detail) implements Item {}
  }

  private final InboundLimits limits;
  private final LongConsumer queuedDelta;
  private final Runnable resumeReading;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition room = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Item> items = new ArrayDeque<>();

  @GuardedBy("lock")
  private long queuedBytes;

  @GuardedBy("lock")
  private boolean full;

  @GuardedBy("lock")
  private boolean ended;

  /**
   * Creates an empty queue.
   *
   * @param queuedDelta hears of each change of the queued bytes; called under the lock
   * @param resumeReading called by the taker, outside the lock, when a full queue has drained
   */
  InboundQueue(InboundLimits limits, LongConsumer queuedDelta, Runnable resumeReading) {
    this.limits = limits;
    this.queuedDelta = queuedDelta;
    this.resumeReading = resumeReading;
  }

  /** Adds an event; dropped after the end. */
  void put(FrameEvent event) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      items.add(new Item.Event(event));
      add(weight(event));
      if (queuedBytes >= limits.highWaterBytes()) {
        full = true;
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the reader has to stop until it is told to go on. */
  boolean isFull() {
    lock.lock();
    try {
      return full;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the reader may go on, for readers that can only block. */
  void awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      while (full && !ended) {
        room.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds the end after what has arrived; only the first call counts. */
  void end(CloseReason reason, String detail) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        items.add(new Item.End(reason, detail));
        arrived.signalAll();
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops what has arrived, so that the end is next. */
  void abort(CloseReason reason, String detail) {
    lock.lock();
    try {
      items.clear();
      add(-queuedBytes);
      full = false;
      ended = true;
      items.add(new Item.End(reason, detail));
      arrived.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next item. */
  Item take() throws InterruptedException {
    boolean drained = false;
    Item item;
    lock.lock();
    try {
      while (items.isEmpty()) {
        arrived.await();
      }
      item = items.remove();
      if (item instanceof Item.Event(FrameEvent event)) {
        add(-weight(event));
      }
      if (full && queuedBytes <= limits.lowWaterBytes()) {
        full = false;
        drained = true;
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (drained) {
      resumeReading.run();
    }
    return item;
  }

  long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  private static long weight(FrameEvent event) {
    return event instanceof FrameEvent.Body body
        ? (long) body.bytes().length + EVENT_BYTES
        : EVENT_BYTES;
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
      long sum = 0;
      for (Item item : items) {
        if (item instanceof Item.Event(FrameEvent event)) {
          sum += weight(event);
        }
      }
      if (sum != queuedBytes) {
        throw new AssertionError("I1: " + sum + " bytes wait, but " + queuedBytes + " are counted");
      }
      if ((full && queuedBytes <= limits.lowWaterBytes())
          || (!full && queuedBytes >= limits.highWaterBytes())) {
        throw new AssertionError("I2: full is " + full + " with " + queuedBytes + " bytes");
      }
      if (ended && items.peekLast() instanceof Item.Event) {
        throw new AssertionError("I3: an event follows the end");
      }
    } finally {
      lock.unlock();
    }
  }
}
