package dev.ropewalk.daemon.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed on disk, in order, and the one thread that does it. Safe for any thread.
 */
final class WriteQueue {
  /*
   * Nobody but a caller of change(), flush() and awaitRoom() ever waits; the first two wait through
   * an interrupt.
   *
   * I1 bytes is the sum of the weights of the puts that wait. I2 bytes and the number of puts are
   * within their limits. I3 when change() returns, no put that it concerns and that was offered
   * before is waiting or running: those that wait are dropped, the one that runs has ended, since the change
   * runs after it on the same thread.
   */
  private static final System.Logger LOG = System.getLogger(WriteQueue.class.getName());

  /** A process that comes back to a project touches its files within a few seconds. */
  private static final int MAX_TOUCHES = 16_384;

  /**
   * Heap of a put besides its value, and of each read, about; strings are shared with the engine.
   */
  private static final int PUT_BYTES = 200;

  private static final int READ_BYTES = 48;

  /** A result to be written. */
  record Put(String name, Recipe recipe, Trace trace, byte[] value) {
    long weight() {
      return PUT_BYTES + (long) READ_BYTES * trace.reads().size() + value.length;
    }
  }

  /** What does the work, on the thread of the queue. */
  interface Worker {
    void put(Put put);

    void touch(Path file);

    /** A put was given up, since the queue is closed. */
    void dropped(Put put);
  }

  private final Worker worker;
  private final int maxEntries;
  private final long maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final Condition room = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Runnable> changes = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Deque<Put> puts = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Deque<Path> touches = new ArrayDeque<>();

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private boolean busy;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private long drainedBy;

  @GuardedBy("lock")
  private @Nullable Thread thread;

  WriteQueue(Worker worker, int maxEntries, long maxBytes) {
    this.worker = worker;
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /** Takes a result; false when there is no room, or the queue is closed. */
  boolean offer(Put put) {
    lock.lock();
    try {
      if (closed || puts.size() >= maxEntries || bytes + put.weight() > maxBytes) {
        return false;
      }
      puts.add(put);
      bytes += put.weight();
      wake();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until half of the room is free, or the time is over, or the queue is closed. */
  void awaitRoom(Duration most) {
    long left = most.toNanos();
    lock.lock();
    try {
      while (!closed && left > 0 && (puts.size() > maxEntries / 2 || bytes > maxBytes / 2)) {
        left = room.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Marks a use when there is nothing better to do; forgotten when too many wait. */
  void offerTouch(Path file) {
    lock.lock();
    try {
      if (!closed && touches.size() < MAX_TOUCHES) {
        touches.add(file);
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops the puts that it concerns, does something before all else, and waits until it is done.
   */
  void change(Predicate<Put> concerned, Runnable change) {
    var done = new CompletableFuture<@Nullable Void>();
    boolean here;
    lock.lock();
    try {
      for (Iterator<Put> waiting = puts.iterator(); waiting.hasNext(); ) {
        Put put = waiting.next();
        if (concerned.test(put)) {
          bytes -= put.weight();
          waiting.remove();
        }
      }
      room.signalAll();
      here = closed && thread == null;
      if (!here) {
        changes.add(
            () -> {
              try {
                change.run();
              } finally {
                done.complete(null);
              }
            });
        wake();
      }
    } finally {
      lock.unlock();
    }
    if (here) {
      change.run();
    } else {
      done.join(); // not ended by an interrupt, which stays set
    }
  }

  /** Waits until nothing waits. */
  void flush() {
    lock.lock();
    try {
      while (busy || !changes.isEmpty() || !puts.isEmpty() || !touches.isEmpty()) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits is done within the time, or dropped. Idempotent. */
  void close(Duration drain) {
    Thread running;
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        drainedBy = System.nanoTime() + drain.toNanos();
      }
      running = thread;
      wanted.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null) {
      await(running, drain.plusSeconds(1));
    }
  }

  /** A disk that hangs must not keep the process alive. */
  private static void await(Thread running, Duration atMost) {
    boolean interrupted = false;
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toNanos();
    while (running.isAlive() && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(running, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  long queuedBytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  int queuedEntries() {
    lock.lock();
    try {
      return puts.size();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void wake() {
    if (thread == null && !closed) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("ropewalk-store")
              .priority(Thread.MIN_PRIORITY)
              .start(this::work);
    }
    wanted.signal();
  }

  private void work() {
    Runnable next = next();
    while (next != null) {
      try {
        next.run();
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(System.Logger.Level.ERROR, "a change of the kept results failed", e);
      }
      next = next();
    }
  }

  /** What to do next; null when the queue was closed and is empty. */
  private @Nullable Runnable next() {
    lock.lock();
    try {
      busy = false;
      while (changes.isEmpty() && puts.isEmpty() && touches.isEmpty() && !closed) {
        idle.signalAll();
        wanted.awaitUninterruptibly();
      }
      busy = true;
      Runnable change = changes.poll();
      if (change != null) {
        return change;
      }
      Put put = puts.poll();
      if (put != null) {
        bytes -= put.weight();
        if (puts.size() <= maxEntries / 2 && bytes <= maxBytes / 2) {
          room.signalAll();
        }
        boolean late = closed && System.nanoTime() - drainedBy > 0;
        return late ? () -> worker.dropped(put) : () -> worker.put(put);
      }
      Path touch = touches.poll();
      if (touch != null) {
        return () -> worker.touch(touch);
      }
      busy = false;
      thread = null;
      idle.signalAll();
      return null;
    } finally {
      lock.unlock();
    }
  }

  void checkInvariants() {
    lock.lock();
    try {
      long sum = puts.stream().mapToLong(Put::weight).sum();
      if (sum != bytes || bytes > maxBytes || puts.size() > maxEntries) {
        throw new IllegalStateException(bytes + " bytes are counted, there are " + sum);
      }
    } finally {
      lock.unlock();
    }
  }
}
