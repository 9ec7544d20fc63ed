package dev.ropewalk.daemon.testing;

import dev.ropewalk.daemon.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A scheduler whose clock a test moves; due tasks run on the thread that moves it. */
public final class ManualScheduler implements Scheduler {
  private record Waiting(long dueNanos, long order, Runnable task) {}

  private final List<Waiting> waiting = new ArrayList<>();
  private long nowNanos;
  private long order;

  @Override
  public synchronized Pending after(Duration delay, Runnable task) {
    Waiting entry = new Waiting(nowNanos + Math.max(0, delay.toNanos()), order++, task);
    waiting.add(entry);
    return () -> remove(entry);
  }

  private synchronized void remove(Waiting entry) {
    waiting.remove(entry);
  }

  /** Moves the clock and runs what came due, in order. */
  public void advance(Duration by) {
    long until;
    synchronized (this) {
      until = nowNanos + by.toNanos();
    }
    for (Waiting next = due(until); next != null; next = due(until)) {
      next.task().run();
    }
    synchronized (this) {
      nowNanos = until;
    }
  }

  private synchronized Waiting due(long until) {
    Waiting next =
        waiting.stream()
            .filter(w -> w.dueNanos() <= until)
            .min(Comparator.comparingLong(Waiting::dueNanos).thenComparingLong(Waiting::order))
            .orElse(null);
    if (next != null) {
      waiting.remove(next);
      nowNanos = Math.max(nowNanos, next.dueNanos());
    }
    return next;
  }

  /** How many tasks wait. */
  public synchronized int size() {
    return waiting.size();
  }
}
