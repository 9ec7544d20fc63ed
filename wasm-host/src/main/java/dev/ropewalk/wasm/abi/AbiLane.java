package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Budgets;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread with a large stack, and the instance that belongs to it. */
final class AbiLane implements AutoCloseable {
  /*
   * The guest runs here; the caller waits, and meanwhile answers what the guest asks of the world,
   * on its own thread, as a query's reads demand. So one trip between two threads is a call's cost,
   * and one more each batch. A caller that gives up closes the call: whatever the guest asks then
   * is refused, and the interrupt ends it.
   */

  /** How often a waiting caller looks whether it is still wanted, in milliseconds. */
  private static final long POLL_MILLIS = 10;

  /** The heap is looked at in the first call of an instance, and then in one of so many. */
  private static final int HEAP_EVERY = 64;

  /** What a lane needs of its module. */
  record Setting(
      Supplier<AbiInstance> instances,
      BudgetWatch watch,
      Budgets budgets,
      LongSupplier clock,
      long stackBytes) {}

  /** What a call came to. */
  record Ended(
      byte @Nullable [] answer,
      @Nullable GuestException failure,
      @Nullable Throwable worldFailure,
      CallReport report,
      Spans spans) {}

  private final Setting setting;
  private final SynchronousQueue<Job> jobs = new SynchronousQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Only the lane's thread touches these. */
  private @Nullable AbiInstance instance;

  private int calls;

  AbiLane(String name, Setting setting) {
    this.setting = setting;
    thread = new Thread(null, this::serve, "ropewalk-extension-" + name, setting.stackBytes());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Calls the guest; one caller at a time.
   *
   * @return what it came to, also when the guest failed
   * @throws GuestException with {@code CANCELLED} when the world says so or the caller is
   *     interrupted, which stays set
   */
  Ended call(AbiRequest request, World world) {
    var job = new Job(request, world);
    try {
      if (!jobs.offer(job, setting.budgets().wall().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        throw new GuestException(GuestException.Code.CLOSED, "The extension's thread has ended");
      }
      while (true) {
        Runnable message = job.messages.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
          message.run();
        }
        Ended ended = job.ended;
        if (ended != null) {
          return ended;
        }
        if (message == null && world.isCancelled()) {
          throw job.cancel();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw job.cancel();
    } finally {
      job.close();
    }
  }

  private void serve() {
    try (BudgetWatch.Watched watched = setting.watch().register()) {
      while (!closed) {
        try {
          jobs.take().run(watched);
        } catch (InterruptedException e) {
          // The lane closes, or a call was cancelled just as it ended: look at `closed`.
        }
      }
    }
  }

  private Ended perform(Job job, BudgetWatch.Watched watched) {
    Budgets budgets = setting.budgets();
    var frame =
        new Frame(job.request.document(), job.world, job, budgets, setting.clock(), watched);
    byte[] request = job.request.encode();
    long since = setting.clock().getAsLong();
    long cpu = BudgetWatch.cpuNanos();
    long allocated = BudgetWatch.allocatedBytes();
    int pagesBefore = 0;
    int pagesAfter = 0;
    byte[] answer = null;
    GuestException failure = null;
    watched.begin(budgets);
    job.watched = watched;
    if (job.isClosed()) {
      var unused = job.cancel();
    }
    try {
      AbiInstance used = instance;
      if (used == null) {
        used = setting.instances().get();
        instance = used;
      }
      pagesBefore = used.pages();
      answer = used.call(job.request.op(), request, frame, calls++ % HEAP_EVERY == 0);
      pagesAfter = used.pages();
      used.rewind();
    } catch (GuestException e) {
      failure = e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      failure =
          new GuestException(
              GuestException.Code.TRAPPED, "The extension failed: " + e.getMessage(), e);
    }
    GuestException stopped = watched.end();
    long allocatedNow = BudgetWatch.allocatedBytes() - allocated;
    if (failure != null && stopped != null) {
      failure = stopped;
    } else if (failure == null && allocatedNow > budgets.allocatedBytes()) {
      failure = BudgetWatch.overAllocated(budgets);
    }
    if (failure != null) {
      instance = null;
      calls = 0;
    }
    var report =
        new CallReport(
            setting.clock().getAsLong() - since,
            frame.hostNanos(),
            BudgetWatch.cpuNanos() - cpu,
            allocatedNow,
            frame.hostCalls(),
            frame.flushes(),
            frame.bytesIn(),
            frame.bytesOut(),
            pagesBefore,
            pagesAfter,
            Optional.ofNullable(failure).map(GuestException::code));
    return new Ended(
        failure == null ? answer : null, failure, frame.worldFailure(), report, frame.spans());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  /** One call, on its way between the two threads. */
  private final class Job implements Courier {
    private final AbiRequest request;
    private final World world;
    private final LinkedBlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private volatile @Nullable Ended ended;
    private volatile boolean over;
    private volatile BudgetWatch.@Nullable Watched watched;

    Job(AbiRequest request, World world) {
      this.request = request;
      this.world = world;
    }

    void run(BudgetWatch.Watched by) {
      ended = perform(this, by);
      messages.add(() -> {});
    }

    boolean isClosed() {
      return over;
    }

    /** No question of the guest is answered any more. */
    void close() {
      over = true;
    }

    GuestException cancel() {
      var reason =
          new GuestException(GuestException.Code.CANCELLED, "Nobody wants the result any more");
      over = true;
      BudgetWatch.Watched running = watched;
      if (running != null) {
        running.stop(reason);
      }
      return reason;
    }

    @Override
    public <T> T ask(Supplier<T> question) {
      var task = new FutureTask<T>(question::get);
      messages.add(task);
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof GuestException known) {
          throw known;
        }
        throw new GuestException(
            GuestException.Code.CANCELLED, "The world could not be asked", e.getCause());
      } catch (InterruptedException | CancellationException e) {
        throw new GuestException(
            GuestException.Code.CANCELLED, "The call was stopped while the world was asked", e);
      }
    }
  }
}
