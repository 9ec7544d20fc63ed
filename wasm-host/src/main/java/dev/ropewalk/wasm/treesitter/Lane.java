package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.limit.Watchdog;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One guest instance and the thread that it belongs to. */
final class Lane implements AutoCloseable {
  /*
   * Everything that touches the instance runs here, one task after another: interactive ones in
   * the order of submission, background ones when no interactive one waits. The thread is a
   * platform thread with a large stack, since guests recurse.
   *
   * A task that traps, or that the watchdog has to interrupt, costs the instance: it is dropped,
   * the generation goes up, and the next task gets a new one. Sessions compare generations and
   * parse afresh.
   *
   * What a stopped parse leaves behind is freed when nothing waits, or before the next parse.
   */
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");

  /** Beyond the budget, for a guest that does not answer its progress callback. */
  private static final int INTERRUPT_FACTOR = 2;

  /** A task; runs on the lane. */
  interface Job {
    /** Does the work. Failures must be the job's own, except those of the guest. */
    void run(GuestTree.Guest guest, int generation);

    /** Told instead of {@link #run} when the lane is closed or has no instance. */
    void refuse(GuestException why);
  }

  /** Makes an instance. */
  interface Factory {
    GuestTree.Guest make();
  }

  private static final Job TIDYING =
      new Job() {
        @Override
        public void run(GuestTree.Guest guest, int generation) {
          guest.abi.freeHalfParsed();
        }

        @Override
        public void refuse(GuestException why) {}
      };

  private record Queued(Priority priority, long sequence, Job job) {}

  private final Factory factory;
  private final Consumer<GuestException> offended;
  private final GuestLimits limits;
  private final Watchdog watchdog;
  private final AtomicLong sequence = new AtomicLong();
  private final PriorityBlockingQueue<Queued> queue =
      new PriorityBlockingQueue<>(
          16, Comparator.comparing(Queued::priority).thenComparingLong(Queued::sequence));
  private final Thread thread;
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean closed;
  private volatile int pages;
  private final AtomicLong traps = new AtomicLong();

  /** Only the lane's thread touches these two. */
  private GuestTree.@Nullable Guest guest;

  private int generation;

  /**
   * Starts the lane's thread.
   *
   * @param offended told of each failure that cost an instance
   */
  Lane(
      String name,
      Factory factory,
      Consumer<GuestException> offended,
      GuestLimits limits,
      Watchdog watchdog) {
    this.factory = factory;
    this.offended = offended;
    this.limits = limits;
    this.watchdog = watchdog;
    thread = new Thread(null, this::serve, "ropewalk-guest-" + name, limits.stackBytes());
    thread.setDaemon(true);
    thread.start();
  }

  void submit(Priority priority, Job job) {
    if (closed) {
      job.refuse(closedFailure());
      return;
    }
    queue.add(new Queued(priority, sequence.getAndIncrement(), job));
    if (closed) {
      refuseAll();
    }
  }

  /** Whether something waits that a user waits for. */
  boolean interactiveWaits() {
    Queued next = queue.peek();
    return next != null && next.priority() == Priority.INTERACTIVE;
  }

  int waiting() {
    return queue.size();
  }

  AtomicInteger sessions() {
    return sessions;
  }

  int pages() {
    return pages;
  }

  long traps() {
    return traps.get();
  }

  private void serve() {
    while (!closed) {
      try {
        Queued next = queue.poll();
        if (next == null) {
          tidy();
          next = queue.take();
        }
        perform(next.job());
      } catch (InterruptedException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} was interrupted while idle", thread.getName());
      }
    }
    refuseAll();
  }

  private void tidy() {
    if (guest != null && guest.abi.hasHalfParsed()) {
      perform(TIDYING);
    }
  }

  private void perform(Job job) {
    try {
      if (guest == null) {
        generation++;
        guest = factory.make();
        pages = guest.abi.pages();
      }
    } catch (GuestException e) {
      job.refuse(e);
      return;
    }
    Watchdog.Guard guard;
    try {
      guard = watchdog.watch(limits.callBudget().multipliedBy(INTERRUPT_FACTOR));
    } catch (RejectedExecutionException e) {
      job.refuse(closedFailure()); // the host closed between the queue and here
      return;
    }
    try {
      job.run(guest, generation);
    } catch (GuestException e) {
      drop(e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A task of a guest failed", e);
      drop(new GuestException(GuestException.Code.TRAPPED, String.valueOf(e.getMessage()), e));
    } finally {
      guard.close();
      pages = guest == null ? 0 : guest.abi.pages();
    }
  }

  /** Forgets the instance after a failure that leaves it in an unknown state. */
  private void drop(GuestException why) {
    guest = null;
    if (closed) {
      return; // interrupted because the lane ends
    }
    traps.incrementAndGet();
    offended.accept(why);
    LOG.log(System.Logger.Level.WARNING, "{0}: {1}", thread.getName(), why.getMessage());
  }

  private void refuseAll() {
    for (Queued next = queue.poll(); next != null; next = queue.poll()) {
      next.job().refuse(closedFailure());
    }
  }

  static GuestException closedFailure() {
    return new GuestException(GuestException.Code.CLOSED, "The extension host is closed");
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    refuseAll();
  }
}
