package dev.ropewalk.wasm.abi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.engine.Checkpoint;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.ExtensionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A loaded module: its classes, what an instance is at its start, its lanes. */
final class AbiModule {
  /** How often a caller that waits for a lane looks whether it is still wanted, in milliseconds. */
  private static final long POLL_MILLIS = 10;

  private final ExtensionId id;
  private final CompiledModule module;
  private final Budgets budgets;
  private final AbiHost host;
  private final boolean reportsHeap;
  private final LogGate gate;
  private final Checkpoint start;
  private final Semaphore free;

  @GuardedBy("this")
  private final Deque<AbiLane> idle = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int made;

  /** Makes the first instance, which runs the module's start. */
  AbiModule(
      ExtensionId id,
      CompiledModule module,
      Budgets budgets,
      boolean reportsHeap,
      AbiHost host,
      LogGate gate) {
    this.id = id;
    this.module = module;
    this.budgets = budgets;
    this.reportsHeap = reportsHeap;
    this.host = host;
    this.gate = gate;
    this.free = new Semaphore(host.limits().maxInstancesPerModule());
    try (BudgetWatch.Watched watched = host.watch().register()) {
      watched.begin(budgets);
      GuestException failure = null;
      AbiInstance first = null;
      try {
        first =
            new AbiInstance(
                id, module, budgets.memoryPages(), reportsHeap, null, host.listener(), gate);
      } catch (GuestException e) {
        failure = e;
      }
      GuestException stopped = watched.end();
      if (first == null) {
        throw stopped != null ? stopped : failure;
      }
      this.start = first.start();
    }
  }

  private AbiInstance instance() {
    return new AbiInstance(
        id, module, budgets.memoryPages(), reportsHeap, start, host.listener(), gate);
  }

  /** Calls a guest on a lane that is free, or a new one, or waits for one. */
  AbiLane.Ended call(AbiRequest request, World world) {
    acquire(world);
    try {
      AbiLane lane = lane();
      boolean ended = false;
      try {
        AbiLane.Ended result = lane.call(request, world);
        ended = true;
        return result;
      } finally {
        release(lane, ended);
      }
    } finally {
      free.release();
    }
  }

  private void acquire(World world) {
    try {
      while (!free.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (world.isCancelled()) {
          throw new GuestException(
              GuestException.Code.CANCELLED, "Nobody wants the result any more");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException(GuestException.Code.CANCELLED, "The caller was interrupted", e);
    }
  }

  private synchronized AbiLane lane() {
    AbiLane found = idle.poll();
    return found != null
        ? found
        : new AbiLane(
            id.value() + "-" + made++,
            new AbiLane.Setting(
                this::instance, host.watch(), budgets, host.clock(), host.limits().stackBytes()));
  }

  /** One whose call was given up may still run: it ends with it. */
  private synchronized void release(AbiLane lane, boolean ended) {
    if (ended && !closed) {
      idle.push(lane);
    } else {
      lane.close();
    }
  }

  /** Lets the idle lanes go, and their instances. */
  synchronized void rest() {
    idle.forEach(AbiLane::close);
    idle.clear();
  }

  /** Lets everything go; lanes that are used end with their calls. */
  synchronized void close() {
    closed = true;
    rest();
  }
}
