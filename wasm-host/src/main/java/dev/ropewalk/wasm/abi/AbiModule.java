package dev.ropewalk.wasm.abi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.engine.Checkpoint;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.TieredModule;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.ExtensionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loaded module: its code, what an instance is at its start, its lanes. */
final class AbiModule {
  /*
   * A module whose classes are not kept is interpreted until they are made, for calls about short
   * texts. An interpreter is slow: what fails in it, by a budget or otherwise, or is not done when
   * the classes are there, is asked again of them, and only what they come to counts. So a call
   * takes no longer than if it had waited for the classes.
   */

  private final ExtensionId id;
  private final Budgets budgets;
  private final AbiHost host;
  private final boolean reportsHeap;
  private final LogGate gate;
  private final Semaphore free;
  private final CompletableFuture<Code> compiled;

  /** Goes when there are classes. */
  private volatile @Nullable Code interpreted;

  @GuardedBy("this")
  private final Deque<Idle> idle = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int made;

  /** Code, and what an instance of it is at the start of each call. */
  private record Code(CompiledModule module, Checkpoint start) {}

  private record Idle(Code code, AbiLane lane) {}

  /** Makes the first instance, which runs the module's start. */
  AbiModule(
      ExtensionId id,
      TieredModule tiers,
      Budgets budgets,
      boolean reportsHeap,
      AbiHost host,
      LogGate gate) {
    this.id = id;
    this.budgets = budgets;
    this.reportsHeap = reportsHeap;
    this.host = host;
    this.gate = gate;
    this.free = new Semaphore(host.limits().maxInstancesPerModule());
    Optional<Code> slow = tiers.interpreted().flatMap(this::tried);
    interpreted = slow.orElse(null);
    compiled = tiers.compiled().thenApply(this::code);
    var unused = compiled.whenComplete((code, failure) -> interpreted = null);
    tiers.compile(slow.isPresent() ? host.loader() : Runnable::run);
    if (slow.isEmpty()) {
      try {
        compiled.join();
      } catch (CompletionException e) {
        throw GuestException.ofLoad(e);
      }
    }
  }

  /** None when the start is not done in the interpreter: perhaps it takes the classes. */
  private Optional<Code> tried(CompiledModule slow) {
    try {
      return Optional.of(code(slow));
    } catch (GuestException e) {
      if (!e.code().isOffence()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Code code(CompiledModule module) {
    try (BudgetWatch.Watched watched = host.watch().register()) {
      watched.begin(budgets);
      GuestException failure = null;
      AbiInstance first = null;
      try {
        first = instance(module, null);
      } catch (GuestException e) {
        failure = e;
      }
      GuestException stopped = watched.end();
      if (first == null) {
        throw stopped != null ? stopped : failure;
      }
      return new Code(module, first.start());
    }
  }

  private AbiInstance instance(CompiledModule module, @Nullable Checkpoint start) {
    return new AbiInstance(
        id, module, budgets.memoryPages(), reportsHeap, start, host.listener(), gate);
  }

  /** Ends when there are classes to run, or none can be made. */
  CompletableFuture<?> compiled() {
    return compiled;
  }

  /**
   * Calls a guest on a lane that is free, or a new one, or waits for one.
   *
   * @throws GuestException when there is no code to run, or nobody wants the result any more
   */
  AbiLane.Ended call(AbiRequest request, World world) {
    Code slow = interpreted;
    if (slow != null && !compiled.isDone() && isSmall(request, world)) {
      Optional<AbiLane.Ended> ended = interpret(slow, request, world);
      if (ended.isPresent()) {
        world.interpreted();
        return ended.get();
      }
    }
    return call(Waiting.on(compiled, world), request, world);
  }

  /** What the interpreter came to, if it is no fault and was there before the classes. */
  private Optional<AbiLane.Ended> interpret(Code slow, AbiRequest request, World world) {
    try {
      return Optional.of(call(slow, request, until(world)))
          .filter(ended -> ended.failure() == null || !ended.failure().code().isOffence());
    } catch (GuestException e) {
      if (e.code() == GuestException.Code.CANCELLED && compiled.isDone() && !world.isCancelled()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A world of calls that are also unwanted once there are classes. */
  private World until(World world) {
    return new ForwardingWorld(world) {
      @Override
      public boolean isCancelled() {
        return compiled.isDone() || super.isCancelled();
      }
    };
  }

  private boolean isSmall(AbiRequest request, World world) {
    return world
        .text(request.document())
        .map(text -> text.length() <= host.maxInterpretedBytes())
        .orElse(true);
  }

  private AbiLane.Ended call(Code code, AbiRequest request, World world) {
    acquire(world);
    try {
      AbiLane lane = lane(code);
      boolean ended = false;
      try {
        AbiLane.Ended result = lane.call(request, world);
        ended = true;
        return result;
      } finally {
        release(new Idle(code, lane), ended);
      }
    } finally {
      free.release();
    }
  }

  private void acquire(World world) {
    try {
      while (!free.tryAcquire(Waiting.POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (world.isCancelled()) {
          throw Waiting.unwanted(null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException(GuestException.Code.CANCELLED, "The caller was interrupted", e);
    }
  }

  /** One of this code; those of other code go, as they are interpreted. */
  private synchronized AbiLane lane(Code code) {
    for (Idle found = idle.poll(); found != null; found = idle.poll()) {
      if (found.code.module == code.module) {
        return found.lane;
      }
      found.lane.close();
    }
    return new AbiLane(
        id.value() + "-" + made++,
        new AbiLane.Setting(
            () -> instance(code.module, code.start),
            host.watch(),
            budgets,
            host.clock(),
            host.limits().stackBytes()));
  }

  /** One whose call was given up may still run: it ends with it. */
  private synchronized void release(Idle used, boolean ended) {
    if (ended && !closed) {
      idle.push(used);
    } else {
      used.lane.close();
    }
  }

  /** Lets the idle lanes go, and their instances. */
  synchronized void rest() {
    idle.forEach(each -> each.lane.close());
    idle.clear();
  }

  /** Lets everything go; lanes that are used end with their calls. */
  synchronized void close() {
    closed = true;
    rest();
  }
}
