package dev.ropewalk.wasm.registry;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one module: loaded once when first wanted, kept while it is used, let go when it is
 * not, left alone for a while when it fails.
 *
 * @param <M> what a load makes
 */
public final class LifeCycle<M> {
  /*
   * One immutable State in one atomic reference; every transition is a compare-and-set, so there is
   * no lock, and nothing runs under one. What a transition obliges its thread to do (load, rest,
   * unload) it does after having won, and each module that `load` made is given to `unload` once.
   *
   *   Absent ──enter──▶ Loading ──▶ Up ──sweep──▶ Absent (shown as UNLOADED)
   *                        └─▶ Failed ──enter, after the back-off──▶ Loading
   *   Up ──offences──▶ Quarantined ──enter, after the back-off──▶ Loading
   *   Up ──broke──▶ Failed
   *   any ──remove──▶ Removed
   *
   * An Up that must go while it is leased is Leaving until its last lease is closed; nobody gets a
   * new one, unless it was only for a quarantine that is over. Invariants: (L1) a module is unloaded
   * only with no lease open; (L2) of two loads the second begins when the first has ended and its
   * module, if any, is on its way out; (L3) leases of an Up or Leaving count exactly the open ones.
   */

  /** What is done to the module; every method is called outside of any lock. */
  public interface Hooks<M> {
    /**
     * Makes it; on the executor, never twice at a time.
     *
     * @throws GuestException when it cannot be made
     */
    M load();

    /** It was not used lately: lets its idle instances go. It may be leased meanwhile. */
    void rest(M module);

    /** It is used no more: lets everything go. */
    void unload(M module);
  }

  private record History(
      int failures, int breaks, int quarantines, int offences, long offencesSince) {
    static final History NONE = new History(0, 0, 0, 0, 0);

    History failed() {
      return new History(failures + 1, breaks, quarantines, offences, offencesSince);
    }

    History loaded() {
      return new History(0, breaks, quarantines, 0, 0);
    }

    History broken() {
      return new History(0, breaks + 1, quarantines, 0, 0);
    }

    History quarantined() {
      return new History(0, breaks, quarantines + 1, 0, 0);
    }

    History offended(int weight, long now, long window) {
      return offences == 0 || now - offencesSince > window
          ? new History(failures, breaks, quarantines, weight, now)
          : new History(failures, breaks, quarantines, offences + weight, offencesSince);
    }
  }

  private sealed interface State<M> {}

  private record Absent<M>(History history) implements State<M> {}

  private record Loading<M>(CompletableFuture<Void> done, History history) implements State<M> {}

  private record Up<M>(M module, int leases, long usedAt, boolean rested, History history)
      implements State<M> {}

  private record Leaving<M>(M module, int leases, State<M> next) implements State<M> {}

  private record Failed<M>(GuestException why, long until, History history) implements State<M> {}

  private record Quarantined<M>(String why, long until, History history) implements State<M> {}

  private record Removed<M>() implements State<M> {}

  private final ExtensionId id;
  private final Hooks<M> hooks;
  private final LifeTuning tuning;
  private final Executor executor;
  private final LongSupplier clock;
  private final AtomicReference<State<M>> state = new AtomicReference<>(new Absent<>(History.NONE));
  private final LoadTimes times = new LoadTimes();
  private final LongAdder loads = new LongAdder();
  private final LongAdder unloads = new LongAdder();
  private final LongAdder offences = new LongAdder();

  /**
   * Begins as absent; nothing is done before it is wanted.
   *
   * @param executor runs loads; bounds how many run at a time
   * @param clock nanoseconds, of which differences count
   */
  public LifeCycle(
      ExtensionId id, Hooks<M> hooks, LifeTuning tuning, Executor executor, LongSupplier clock) {
    this.id = id;
    this.hooks = hooks;
    this.tuning = tuning;
    this.executor = executor;
    this.clock = clock;
  }

  /** Where a load tells how long it takes. */
  public LoadTimes times() {
    return times;
  }

  /** Whose life it is. */
  public ExtensionId id() {
    return id;
  }

  /**
   * The right to use the module, which is loaded for it if need be; concurrent callers share one
   * load. Close the lease soon.
   *
   * @return fails with {@link GuestException}: what the load failed with, {@code QUARANTINED} or
   *     {@code CLOSED}
   */
  public CompletableFuture<Lease<M>> enter() {
    while (true) {
      State<M> now = state.get();
      switch (now) {
        case Up<M> up -> {
          var leased = new Up<>(up.module, up.leases + 1, clock.getAsLong(), false, up.history);
          if (state.compareAndSet(now, leased)) {
            return CompletableFuture.completedFuture(new Lease<>(up.module, this::leave));
          }
        }
        case Loading<M> loading -> {
          return loading.done.thenCompose(done -> enter());
        }
        case Absent<M> absent -> begin(absent, absent.history);
        case Failed<M> failed -> {
          if (clock.getAsLong() - failed.until < 0) {
            return CompletableFuture.failedFuture(failed.why);
          }
          begin(failed, failed.history);
        }
        case Quarantined<M> resting -> {
          if (clock.getAsLong() - resting.until < 0) {
            return CompletableFuture.failedFuture(refusal(resting));
          }
          begin(resting, resting.history);
        }
        case Leaving<M> leaving -> {
          if (!(leaving.next instanceof Quarantined<M> resting)
              || clock.getAsLong() - resting.until < 0) {
            return CompletableFuture.failedFuture(refusal(leaving.next));
          }
          // Its users outlasted its punishment, and the module with them.
          var back =
              new Up<>(leaving.module, leaving.leases, clock.getAsLong(), false, resting.history);
          state.compareAndSet(now, back);
        }
        case Removed<M> removed -> {
          return CompletableFuture.failedFuture(refusal(removed));
        }
      }
    }
  }

  /** Loads it if it is not loaded, and tells what that came to; never fails. */
  public CompletableFuture<Activation> activate() {
    boolean before = state.get() instanceof Up;
    return enter()
        .handle(
            (lease, failure) -> {
              if (lease != null) {
                lease.close();
                return before ? new Activation.Already() : new Activation.Loaded();
              }
              return refused(failure);
            });
  }

  private static Activation refused(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    Throwable known = failure instanceof GuestException ? failure : cause;
    String message = String.valueOf(known.getMessage());
    if (!(known instanceof GuestException guest)) {
      return new Activation.Failed(GuestException.Code.COMPILE_FAILED, message);
    }
    return guest.code() == GuestException.Code.QUARANTINED
        ? new Activation.Quarantined(message)
        : new Activation.Failed(guest.code(), message);
  }

  private void begin(State<M> from, History history) {
    var loading = new Loading<M>(new CompletableFuture<>(), history);
    if (!state.compareAndSet(from, loading)) {
      return;
    }
    try {
      executor.execute(() -> load(loading));
    } catch (RejectedExecutionException e) {
      fail(loading, new GuestException(GuestException.Code.CLOSED, id + " is not loaded: closing"));
    }
  }

  private void load(Loading<M> loading) {
    M module;
    times.clear();
    try {
      module = hooks.load();
    } catch (GuestException e) {
      fail(loading, e);
      return;
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      String message = id + " could not be loaded: " + e.getMessage();
      fail(loading, new GuestException(GuestException.Code.COMPILE_FAILED, message, e));
      return;
    }
    loads.increment();
    var up = new Up<>(module, 0, clock.getAsLong(), false, loading.history.loaded());
    if (!state.compareAndSet(loading, up)) {
      unload(module); // removed meanwhile
    }
    loading.done.complete(null);
  }

  private void fail(Loading<M> loading, GuestException why) {
    History history = loading.history.failed();
    long until = clock.getAsLong() + tuning.failed().nanos(history.failures);
    state.compareAndSet(loading, new Failed<>(why, until, history));
    loading.done.completeExceptionally(why);
  }

  private void leave() {
    while (true) {
      State<M> now = state.get();
      switch (now) {
        case Up<M> up -> {
          var less = new Up<>(up.module, up.leases - 1, clock.getAsLong(), up.rested, up.history);
          if (state.compareAndSet(now, less)) {
            return;
          }
        }
        case Leaving<M> leaving -> {
          boolean last = leaving.leases == 1;
          var next =
              last ? leaving.next : new Leaving<>(leaving.module, leaving.leases - 1, leaving.next);
          if (state.compareAndSet(now, next)) {
            if (last) {
              unload(leaving.module);
            }
            return;
          }
        }
        default -> throw new IllegalStateException(id + " had a lease and was " + now);
      }
    }
  }

  /** Lets go what was not used for long enough; to be called now and then. */
  public void sweep() {
    if (!(state.get() instanceof Up<M> up) || up.leases > 0) {
      return;
    }
    long unused = clock.getAsLong() - up.usedAt;
    if (unused >= tuning.unloadAfter().toNanos()) {
      if (state.compareAndSet(up, new Absent<>(up.history))) {
        unload(up.module);
      }
    } else if (!up.rested && unused >= tuning.idleAfter().toNanos()) {
      var rested = new Up<>(up.module, 0, up.usedAt, true, up.history);
      if (state.compareAndSet(up, rested)) {
        hooks.rest(up.module);
      }
    }
  }

  /**
   * A call broke a budget. Repeated offences end in quarantine: calls that run go on, and no new
   * ones are let in for a while.
   *
   * @param what for people: which budget, and by how much
   */
  public void offend(String what) {
    offend(what, 1);
  }

  /**
   * The same, for one that costs others more than most.
   *
   * @param weight as how many offences it counts, from 1
   */
  public void offend(String what, int weight) {
    offences.increment();
    while (state.get() instanceof Up<M> up) {
      long now = clock.getAsLong();
      History history = up.history.offended(weight, now, tuning.offenceWindow().toNanos());
      State<M> next;
      if (history.offences < tuning.offences()) {
        next = new Up<>(up.module, up.leases, up.usedAt, up.rested, history);
      } else {
        History after = history.quarantined();
        long until = now + tuning.quarantined().nanos(after.quarantines);
        next = ending(up, new Quarantined<>(what, until, after));
      }
      if (state.compareAndSet(up, next)) {
        if (next instanceof Quarantined) {
          unload(up.module);
        }
        return;
      }
    }
  }

  /**
   * A module that was loaded turned out to be of no use: its code could not be made ready. Calls
   * that run go on; new ones fail with the reason, until it is loaded again after a back-off, which
   * grows each time.
   *
   * @param module the one that is meant; another one is left alone
   */
  public void broke(M module, GuestException why) {
    while (state.get() instanceof Up<M> up && up.module == module) {
      History history = up.history.broken();
      long until = clock.getAsLong() + tuning.failed().nanos(history.breaks);
      State<M> next = ending(up, new Failed<>(why, until, history));
      if (state.compareAndSet(up, next)) {
        if (next instanceof Failed) {
          unload(module);
        }
        return;
      }
    }
  }

  /**
   * Loads it if it is not loaded, and waits for its code. One whose code fails is {@link #broke
   * broken} before anybody hears of it, also when it failed before the load had ended.
   *
   * @param code of the module, which somebody makes
   * @return fails with {@link GuestException}, as {@link #enter} does or by the code's failure
   */
  public CompletableFuture<Void> ready(Function<M, CompletableFuture<?>> code) {
    return enter().thenCompose(lease -> ready(lease, code.apply(lease.module())));
  }

  private CompletableFuture<Void> ready(Lease<M> lease, CompletableFuture<?> code) {
    return code.handle(
        (made, failure) -> {
          try (lease) {
            if (failure != null) {
              GuestException why = GuestException.ofLoad(failure);
              broke(lease.module(), why);
              throw why;
            }
            return null;
          }
        });
  }

  /** Takes it out of the set for good; calls that run go on. Idempotent. */
  public void remove() {
    while (true) {
      State<M> now = state.get();
      var removed = new Removed<M>();
      State<M> next =
          switch (now) {
            case Up<M> up -> ending(up, removed);
            case Leaving<M> leaving -> new Leaving<>(leaving.module, leaving.leases, removed);
            default -> removed;
          };
      if (state.compareAndSet(now, next)) {
        if (now instanceof Up<M> up && next == removed) {
          unload(up.module);
        }
        return;
      }
    }
  }

  private static <M> State<M> ending(Up<M> up, State<M> next) {
    return up.leases == 0 ? next : new Leaving<>(up.module, up.leases, next);
  }

  private void unload(M module) {
    unloads.increment();
    hooks.unload(module);
  }

  private GuestException refusal(State<M> refusing) {
    return switch (refusing) {
      case Quarantined<M> resting ->
          new GuestException(
              GuestException.Code.QUARANTINED,
              id + " is quarantined: " + resting.why + "; it is tried again later");
      case Failed<M> failed -> failed.why;
      default -> new GuestException(GuestException.Code.CLOSED, id + " was removed or replaced");
    };
  }

  /** What there is to say of it now. */
  public LifeStatus status() {
    State<M> now = state.get();
    int users = 0;
    String reason = null;
    LifeStatus.State shown =
        switch (now) {
          case Absent<M> absent ->
              loads.sum() > 0 ? LifeStatus.State.UNLOADED : LifeStatus.State.ABSENT;
          case Loading<M> loading -> LifeStatus.State.LOADING;
          case Up<M> up -> up.rested ? LifeStatus.State.IDLE : LifeStatus.State.READY;
          case Leaving<M> leaving -> shown(leaving.next);
          case Failed<M> failed -> LifeStatus.State.FAILED;
          case Quarantined<M> resting -> LifeStatus.State.QUARANTINED;
          case Removed<M> removed -> LifeStatus.State.REMOVED;
        };
    if (now instanceof Up<M> up) {
      users = up.leases;
    } else if (now instanceof Leaving<M> leaving) {
      users = leaving.leases;
      reason = reason(leaving.next);
    } else {
      reason = reason(now);
    }
    return new LifeStatus(
        shown, users, loads.sum(), unloads.sum(), offences.sum(), times.nanos(), reason);
  }

  private static LifeStatus.State shown(State<?> next) {
    return switch (next) {
      case Quarantined<?> resting -> LifeStatus.State.QUARANTINED;
      case Failed<?> failed -> LifeStatus.State.FAILED;
      default -> LifeStatus.State.REMOVED;
    };
  }

  private static @Nullable String reason(State<?> now) {
    return switch (now) {
      case Failed<?> failed -> failed.why.getMessage();
      case Quarantined<?> resting -> resting.why;
      default -> null;
    };
  }

  /** Fails when the state is one that cannot be. */
  void checkInvariants() {
    switch (state.get()) {
      case Up<M> up when up.leases < 0 || (up.rested && up.leases > 0) ->
          throw new AssertionError(id + ": " + up);
      case Leaving<M> leaving when leaving.leases < 1 ->
          throw new AssertionError(id + ": " + leaving);
      default -> {}
    }
  }
}
