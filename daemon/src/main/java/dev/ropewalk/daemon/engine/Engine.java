package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Results of queries over inputs, computed once and again only when a read of theirs changed. */
public final class Engine {
  /*
   * Verifying traces by fingerprint (Mokhov, Mitchell, Peyton Jones: "Build systems à la carte").
   * A memo has, in order, each read of its execution and the fingerprint that it saw. At another
   * revision it is true when each of those reads has that fingerprint again; the first one that has
   * not ends the look, since later reads may never happen any more. A result that ran again and is
   * what it was has its old fingerprint, so the cascade ends there. Reads of durable inputs are not
   * looked at while nothing so durable was written (Salsa's durability), and no reads of what no
   * write has reached since (Reach).
   *
   * Rules, and what breaks without them:
   *   I1  Writes make revisions; a run looks at one of them for ever (Inputs).
   *   I2  A run uses no memo that a later run has verified: it is cancelled. A result without reads
   *       is the same at every revision and is excepted.
   *   I3  A mark of verification never takes the place of a later one (Memo.verified).
   *   I4  The writer waits for nobody. Runs poll at every read.
   *   I5  Equality is of encoded bytes (Codec).
   * A frame holds the claim of its key; a key's results are computed by one frame at a time (Claims).
   *
   * A cycle gives all its members their fallback, whoever was asked first, untracked, so that it is
   * looked for again at the next revision. One that is met while verifying is a real one: the reads
   * before it were found to be the same, so the query would get there.
   *
   * The value of a memo lives elsewhere, by key and fingerprint, and may go at any time; it is then
   * decoded from its bytes, in memory or in the store, or computed again. A header may go too: that
   * is a first time. Before a query runs, older reads of it that this engine or another process has
   * seen are looked at: those that hold again give their result (Stored).
   *
   * Cost: a hit is two look-ups; a verification one for each read; an edit the path from it to what
   * is asked, each result on it with its reads; a chain of queries continues on a
   * fresh stack after every EngineTuning.stackSegment of them.
   */
  private final EngineTuning tuning;
  private final EngineListener listener;
  private final Executor executor;
  private final Steps steps;
  private final Inputs inputs;
  private final Claims claims;
  private final Cache<QueryKey<?>, Memo> headers;
  private final Reach reach;
  private final Stored stored;
  private final Values values;
  private final Set<Query<?>> distrusted = ConcurrentHashMap.newKeySet();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicBoolean shadowing = new AtomicBoolean();
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

  /**
   * Makes an engine without inputs.
   *
   * @param executor where subscriptions are verified and evicted values are encoded
   */
  public Engine(EngineTuning tuning, Executor executor, EngineListener listener) {
    this(tuning, MemoryPolicy.BY_WEIGHT, executor, listener, ResultStore.NONE);
  }

  /**
   * Makes an engine without inputs.
   *
   * @param policy how long values stay in memory, besides their weight; {@link #trim} asks it
   * @param executor where subscriptions are verified and evicted values are encoded
   * @param store where results outlive the process; {@link #know} what its records may name
   */
  public Engine(
      EngineTuning tuning,
      MemoryPolicy policy,
      Executor executor,
      EngineListener listener,
      ResultStore store) {
    this(tuning, policy, executor, listener, store, Steps.NONE);
  }

  Engine(
      EngineTuning tuning,
      MemoryPolicy policy,
      Executor executor,
      EngineListener listener,
      ResultStore store,
      Steps steps) {
    this.steps = steps;
    inputs = new Inputs(steps);
    claims = new Claims(steps);
    stored = new Stored(store);
    this.tuning = tuning;
    this.listener = listener;
    this.executor = executor;
    headers =
        Caffeine.newBuilder()
            .maximumSize(tuning.maxHeaders())
            .executor(executor)
            .evictionListener(this::leave)
            .build();
    reach = new Reach(tuning.maxReach(), headers, steps);
    values = new Values(tuning, policy, executor, listener, stored);
  }

  /** A result and where it is remembered. */
  record Found<V>(Memo memo, @Nullable V optionalValue) {
    /** For a find that asked for it. */
    V value() {
      return Objects.requireNonNull(optionalValue);
    }
  }

  /**
   * Changes inputs, all together.
   *
   * @return the revision that now is current; the same as before when nothing changed
   */
  public long write(List<InputWrite> batch) {
    long before = inputs.current().number();
    long after = inputs.write(batch, reach).number();
    if (after != before) {
      subscriptions.forEach(Subscription::look);
    }
    return after;
  }

  /** Makes names known by which the store, and people, find queries and inputs. */
  public void know(Collection<? extends Query<?>> queries, Collection<InputKind> inputKinds) {
    stored.know(queries, inputKinds);
  }

  /** The key that {@link Key#display} shows so, if its query or kind is known. */
  public Optional<Key> key(String display) {
    return stored.key(display);
  }

  /** Looks at the current revision. */
  public Run begin() {
    return new Run(this, inputs.begin());
  }

  /** Tells whoever subscribes of a result now and whenever it changed; close it to end that. */
  public <V> Subscription<V> subscribe(
      Query<V> query, String argument, Consumer<Subscription.Update<V>> subscriber) {
    var subscription =
        new Subscription<>(this, new QueryKey<>(query, argument), executor, subscriber);
    subscriptions.add(subscription);
    subscription.look();
    return subscription;
  }

  void unsubscribe(Subscription<?> subscription) {
    subscriptions.remove(subscription);
  }

  <V> V get(QueryKey<V> key, Run run) {
    Found<V> found = find(key, run, null);
    if (found.memo().origin.revision() != run.revision()) {
      shadow(key);
    }
    return found.value();
  }

  <V> Optional<V> peek(QueryKey<V> key, Run run) {
    Found<V> found;
    try {
      found = hit(key, run);
    } catch (Cancelled e) {
      return Optional.empty(); // a later run was faster
    }
    if (found == null) {
      return Optional.empty();
    }
    shadow(key);
    return Optional.of(found.value());
  }

  void later(Runnable task) {
    executor.execute(task);
  }

  /** The result, verified or computed, with its value. */
  <V> Found<V> find(QueryKey<V> key, Run run, @Nullable Claim parent) {
    while (true) {
      run.poll();
      Found<V> found = hit(key, run);
      if (found == null) {
        found = deep(parent, () -> claimed(key, run, parent, true));
      }
      if (found != null) {
        return found;
      }
    }
  }

  /** A result that is known to be true without a claim and is there as an object; else null. */
  private <V> @Nullable Found<V> hit(QueryKey<V> key, Run run) {
    Memo memo = known(key, run);
    V value = memo == null ? null : object(key, memo);
    if (memo == null || value == null || !isTrue(memo, run)) {
      return null;
    }
    listener.hit(key);
    return new Found<>(memo, value);
  }

  /** The header alone, whose value need not be anywhere. */
  private Memo header(QueryKey<?> key, Run run, Claim parent) {
    while (true) {
      run.poll();
      Memo memo = known(key, run);
      if (memo != null && isTrue(memo, run)) {
        return memo;
      }
      Found<?> found = deep(parent, () -> claimed(key, run, parent, false));
      if (found != null) {
        return found.memo();
      }
    }
  }

  /** Verifies or computes under a claim; null when another frame had it and now is done. */
  private <V> @Nullable Found<V> claimed(
      QueryKey<V> key, Run run, @Nullable Claim parent, boolean withValue) {
    Claim claim = claims.take(key, run, parent);
    if (claim == null) {
      return null;
    }
    try {
      Memo memo = known(key, run);
      if (memo == null || !verify(memo, run, claim)) {
        return renew(key, memo, run, claim, withValue);
      }
      V value = withValue ? objectOrDecoded(key, memo) : null;
      return value != null || !withValue
          ? new Found<>(memo, value)
          : execute(key, memo, new Cause.ValueGone(), run, claim);
    } catch (CycleSignal signal) {
      return fallback(key, signal, run, parent);
    } finally {
      claims.release(claim);
    }
  }

  /** What is remembered of a key; I2: what a later run found is not for this one. */
  private @Nullable Memo known(QueryKey<?> key, Run run) {
    Memo memo = headers.getIfPresent(key);
    if (memo != null) {
      var unused = memo.stampFor(run.revision());
    }
    return memo;
  }

  /** Whether a memo is true without a look at its reads. */
  private boolean shallow(Memo memo, Run run) {
    Memo.Stamp stamp = memo.stampFor(run.revision());
    if (memo.constant || stamp.verifiedAt() == run.revision()) {
      return true;
    }
    if (memo.untracked) {
      return false;
    }
    if ((reach.usesHints() && stamp.hinted() && reach.isUntouched(memo, stamp))
        || run.state().last(stamp.durability()) <= stamp.verifiedAt()) {
      if (reach.isHeardOf(memo, stamp)) {
        steps.at(Steps.Point.TRUE);
        memo.verified(new Memo.Stamp(run.revision(), stamp.durability(), stamp.hinted()));
      }
      return true;
    }
    return false;
  }

  /** Whether a memo is true, as far as that can be told without a claim: nothing is computed. */
  private boolean isTrue(Memo memo, Run run) {
    return shallow(memo, run) || (memo.inputsOnly && !memo.untracked && verified(memo, run, null));
  }

  private boolean verify(Memo memo, Run run, Claim claim) {
    return shallow(memo, run) || (!memo.untracked && verified(memo, run, claim));
  }

  private boolean verified(Memo memo, Run run, @Nullable Claim claim) {
    Held held = holds(memo.edges, run, claim);
    if (held == null) {
      return false;
    }
    if (!held.heardOf) {
      Reach.notHeardOf(memo, run.revision());
    }
    steps.at(Steps.Point.TRUE);
    memo.verified(held.stamp);
    listener.verified(memo.key, memo.edges.length);
    return true;
  }

  /**
   * Reads are what they were.
   *
   * @param stamp what a memo of them is stamped with
   * @param heardOf whether {@link Reach} would hear of their changes
   */
  private record Held(Memo.Stamp stamp, boolean heardOf) {}

  /**
   * Whether reads are what they were; else null.
   *
   * @param claim may be null when all are of inputs
   */
  private @Nullable Held holds(Edge[] edges, Run run, @Nullable Claim claim) {
    Durability durability = Durability.HIGH;
    boolean hinted = true;
    boolean heardOf = true;
    for (Edge edge : edges) {
      switch (edge.key()) {
        case InputKey input -> {
          run.poll();
          Inputs.Seen seen = inputs.read(input, run.revision());
          if (!seen.fingerprint().equals(edge.fingerprint())) {
            return null;
          }
          durability = durability.min(seen.durability());
        }
        case QueryKey<?> query -> {
          Claim reader = Objects.requireNonNull(claim);
          Memo memo;
          try {
            memo = header(query, run, reader);
          } catch (CycleSignal | Cancelled e) {
            throw e;
          } catch (RuntimeException e) {
            return null; // whoever reads it will see why it fails
          }
          memo.join(reader);
          if (!memo.fingerprint.equals(edge.fingerprint())) {
            return null;
          }
          Memo.Stamp stamp = memo.stampFor(run.revision());
          durability = durability.min(stamp.durability());
          hinted &= stamp.hinted();
          heardOf &= reach.isUntouched(memo, stamp);
        }
      }
    }
    return new Held(new Memo.Stamp(run.revision(), durability, hinted), heardOf);
  }

  /** The first read that is not what it was. */
  private Cause cause(Memo memo, Run run) {
    if (distrusted.contains(memo.key.query())) {
      return new Cause.Distrusted();
    }
    if (memo.untracked) {
      return new Cause.Untracked();
    }
    for (Edge edge : memo.edges) {
      Fingerprint now =
          switch (edge.key()) {
            case InputKey input -> inputs.read(input, run.revision()).fingerprint();
            case QueryKey<?> query -> {
              Memo read = headers.getIfPresent(query);
              yield read == null ? Fingerprint.ABSENT : read.fingerprint;
            }
          };
      if (!now.equals(edge.fingerprint())) {
        return new Cause.ReadChanged(edge.key());
      }
    }
    return new Cause.FirstTime();
  }

  /** Takes a result of earlier reads that hold again, here or in the store, or computes. */
  private <V> Found<V> renew(
      QueryKey<V> key, @Nullable Memo old, Run run, Claim claim, boolean withValue) {
    Cause cause = old == null ? new Cause.FirstTime() : cause(old, run);
    if (distrusted.contains(key.query()) || (old != null && old.untracked)) {
      return execute(key, old, cause, run, claim);
    }
    for (Memo.Trace trace = old == null ? null : old.older; trace != null; trace = trace.older()) {
      Found<V> found = recall(key, old, trace, cause, run, claim, withValue);
      if (found != null) {
        listener.recalled(key);
        return found;
      }
    }
    for (Memo.Trace trace : stored.traces(key)) {
      Found<V> found = recall(key, old, trace, cause, run, claim, withValue);
      if (found != null) {
        listener.restored(key);
        return found;
      }
    }
    return execute(key, old, cause, run, claim);
  }

  /** Publishes a trace when its reads hold and its value, if it is asked for, is somewhere. */
  private <V> @Nullable Found<V> recall(
      QueryKey<V> key,
      @Nullable Memo old,
      Memo.Trace trace,
      Cause cause,
      Run run,
      Claim claim,
      boolean withValue) {
    Held held = holds(trace.edges(), run, claim);
    if (held == null) {
      return null;
    }
    var memo =
        new Memo(
            key,
            trace.fingerprint(),
            trace.edges(),
            false,
            held.stamp,
            new Memo.Origin(cause, run.revision(), false, 0),
            old == null ? null : traces(old, trace));
    V value = withValue ? objectOrDecoded(key, memo) : null;
    if (value == null && withValue) {
      return null;
    }
    publish(memo, run);
    return new Found<>(memo, value);
  }

  private <V> Found<V> execute(
      QueryKey<V> key, @Nullable Memo old, Cause cause, Run run, Claim claim) {
    long from = System.nanoTime();
    var frame = new Frame(this, run, claim);
    V value;
    try {
      if (distrusted.contains(key.query())) {
        frame.untracked();
      }
      value = Objects.requireNonNull(key.query().compute(key.argument(), frame), "a null result");
    } finally {
      frame.close();
    }
    run.poll();
    CycleSignal cycle = claim.cycle;
    if (cycle != null) {
      throw cycle; // its query caught the signal
    }
    Found<V> found =
        remember(
            key, old, cause, value, frame.edges(), frame.isUntracked(), frame.stamp(), run, from);
    run.executed(found.memo().origin.same(), claim.depth);
    return found;
  }

  private <V> Found<V> remember(
      QueryKey<V> key,
      @Nullable Memo old,
      Cause cause,
      V value,
      Edge[] edges,
      boolean untracked,
      Memo.Stamp stamp,
      Run run,
      long from) {
    byte[] bytes = key.query().codec().encode(value);
    Fingerprint fingerprint = Fingerprint.of(bytes);
    boolean same = old != null && old.fingerprint.equals(fingerprint);
    var memo =
        new Memo(
            key,
            same ? old.fingerprint : fingerprint,
            edges,
            untracked,
            stamp,
            new Memo.Origin(cause, run.revision(), same, System.nanoTime() - from),
            old == null ? null : traces(old, null));
    publish(memo, run);
    if (cause instanceof Cause.ValueGone && !same) {
      reach.suspect(key);
    }
    values.put(memo, value, bytes.length);
    stored.put(memo, bytes);
    listener.executed(key, cause, same, memo.origin.nanos());
    return new Found<>(memo, value);
  }

  /** What was known before, the replaced result first, without the one that is taken up again. */
  private Memo.@Nullable Trace traces(Memo old, Memo.@Nullable Trace without) {
    var kept = new ArrayList<Memo.Trace>();
    if (!old.untracked && tuning.olderTraces() > 0) {
      kept.add(new Memo.Trace(old.fingerprint, old.edges, null));
    }
    for (Memo.Trace trace = old.older; trace != null; trace = trace.older()) {
      if (!trace.equals(without) && kept.size() < tuning.olderTraces()) {
        kept.add(trace);
      }
    }
    Memo.Trace chain = null;
    for (Memo.Trace trace : kept.reversed()) {
      chain = new Memo.Trace(trace.fingerprint(), trace.edges(), chain);
    }
    return chain;
  }

  /** I3: with I2 and claims, a memo of a later revision is never replaced by one of an earlier. */
  private void publish(Memo mine, Run run) {
    steps.at(Steps.Point.TABLE);
    headers
        .asMap()
        .compute(
            mine.key,
            (key, before) -> {
              if (before != null
                  && !before.constant
                  && before.stamp().verifiedAt() > mine.stamp().verifiedAt()) {
                return before;
              }
              reach.replace(before, mine);
              return mine;
            });
    steps.at(Steps.Point.TABLE_DONE);
    reach.settle(mine, run.revision());
  }

  /** A memo leaves the table; called in its atomic step. */
  private void leave(@Nullable QueryKey<?> unusedKey, @Nullable Memo memo, RemovalCause unused) {
    if (memo != null) {
      reach.left(memo);
    }
  }

  /** Forgets where a result came from. */
  void dropHeader(QueryKey<?> key) {
    steps.at(Steps.Point.TABLE);
    var unused =
        headers
            .asMap()
            .computeIfPresent(
                key,
                (same, memo) -> {
                  reach.left(memo);
                  return null;
                });
    steps.at(Steps.Point.TABLE_DONE);
  }

  /** The answer of a member of a cycle; its caller unwinds too when it is a member. */
  private <V> Found<V> fallback(
      QueryKey<V> key, CycleSignal signal, Run run, @Nullable Claim parent) {
    if (!signal.has(key)) {
      throw signal;
    }
    long from = System.nanoTime();
    boolean unwinds = parent != null && signal.has(parent.key);
    try {
      V value = key.query().onCycle(key.argument(), signal.names());
      Found<V> found =
          remember(
              key,
              headers.getIfPresent(key),
              new Cause.Cycle(signal.members()),
              value,
              new Edge[0],
              true,
              new Memo.Stamp(run.revision(), Durability.LOW, false),
              run,
              from);
      if (!unwinds) {
        return found;
      }
    } catch (CycleException e) {
      if (!unwinds) {
        throw e;
      }
    }
    throw signal;
  }

  /** The object of a value, if it is one; the memo is one of that key, so its type is known. */
  @SuppressWarnings("unchecked")
  private <V> @Nullable V object(QueryKey<V> unusedType, Memo memo) {
    return (V) values.object(memo);
  }

  @SuppressWarnings("unchecked")
  private <V> @Nullable V objectOrDecoded(QueryKey<V> unusedType, Memo memo) {
    return (V) values.objectOrDecoded(memo);
  }

  /** Goes on with a fresh stack where a chain of queries has used up enough of this one. */
  private <T> T deep(@Nullable Claim parent, Supplier<T> step) {
    if (parent == null || parent.depth % tuning.stackSegment() != 0) {
      return step.get();
    }
    if (parent.depth >= tuning.maxDepth()) {
      throw new IllegalStateException(
          "more than " + tuning.maxDepth() + " results need each other in a chain");
    }
    return Stacks.await(Stacks.start(step::get));
  }

  /** The results of one query side by side; each is taken even when an earlier one fails. */
  <V> List<Found<V>> findAll(Query<V> query, List<String> arguments, Run run, Claim claim) {
    int count = arguments.size();
    var found = new ArrayList<@Nullable Found<V>>(java.util.Collections.nCopies(count, null));
    if (count < 2) {
      for (int i = 0; i < count; i++) {
        found.set(i, find(new QueryKey<>(query, arguments.get(i)), run, claim));
      }
      return complete(found);
    }
    var failures = new @Nullable Throwable[count];
    var next = new AtomicInteger();
    var workers = new ArrayList<FutureTask<Boolean>>();
    int parallel = Math.min(count, Runtime.getRuntime().availableProcessors());
    for (int w = 0; w < parallel; w++) {
      workers.add(
          Stacks.start(
              () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  try {
                    Found<V> one = find(new QueryKey<>(query, arguments.get(i)), run, claim);
                    synchronized (found) {
                      found.set(i, one);
                    }
                  } catch (RuntimeException | Error e) {
                    failures[i] = e;
                    return false;
                  }
                }
                return true;
              }));
    }
    boolean fine = true;
    for (FutureTask<Boolean> worker : workers) {
      fine &= Stacks.await(worker);
    }
    if (!fine) {
      // A cycle first, so that every member unwinds; then the first failure in order.
      for (Throwable failure : failures) {
        if (failure instanceof CycleSignal signal) {
          throw signal;
        }
      }
      throw Stacks.unchecked(
          Arrays.stream(failures).filter(Objects::nonNull).findFirst().orElseThrow());
    }
    return complete(found);
  }

  private static <V> List<Found<V>> complete(List<@Nullable Found<V>> found) {
    var all = new ArrayList<Found<V>>(found.size());
    found.forEach(one -> all.add(Objects.requireNonNull(one)));
    return all;
  }

  /** What a check of a cached result found. */
  public enum Check {
    /** It is what a computation gives. */
    SAME,
    /** It was not, and is repaired. */
    REPAIRED,
    /** Nothing can be said: it is not tracked, it cannot be computed now, or inputs changed. */
    UNKNOWN
  }

  /**
   * Computes a result again and compares. A difference means that its query depends on something
   * that it does not read: it is then looked at again at every revision, is kept in no store, and
   * all that rests on it is looked at once.
   */
  public <V> Check recheck(QueryKey<V> key) {
    try (Run run = begin()) {
      Memo known = find(key, run, null).memo();
      if (known.untracked) {
        return Check.UNKNOWN;
      }
      var frame = new Frame(this, run, new Claim(key, run, null, claims.lock.newCondition()));
      Fingerprint again;
      try {
        again =
            Fingerprint.of(key.query().codec().encode(key.query().compute(key.argument(), frame)));
      } finally {
        frame.close();
      }
      if (again.equals(known.fingerprint)) {
        listener.rechecked(key, true);
        return Check.SAME;
      }
      if (inputs.current().number() != run.revision()) {
        return Check.UNKNOWN;
      }
      distrusted.add(key.query());
      dropHeader(key);
      stored.forget(key);
      inputs.distrust(reach);
      listener.rechecked(key, false);
      subscriptions.forEach(Subscription::look);
      return Check.REPAIRED;
    }
  }

  /** Has every so many-th answer from the cache checked in the background, one at a time. */
  private void shadow(QueryKey<?> key) {
    if (tuning.shadowEvery() == 0 || hits.incrementAndGet() % tuning.shadowEvery() != 0) {
      return;
    }
    if (shadowing.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            try {
              var unused = recheck(key);
            } catch (RuntimeException e) {
              // It was superseded, or cannot be computed just now; another one will be checked.
            } finally {
              shadowing.set(false);
            }
          });
    }
  }

  /**
   * The results that a change of an input or of a result would reach, nearest first, with how many
   * steps away each is.
   *
   * @param most at most so many
   */
  public Map<QueryKey<?>, Integer> dependents(Key key, int most) {
    return reach.reached(key, most);
  }

  /** Lets go of values that the memory policy wants no more; call it every few seconds. */
  public void trim() {
    values.trim();
  }

  /** Bytes of heap that the values take, as objects and encoded. */
  public long weightBytes() {
    return values.weightBytes();
  }

  /** Results that are remembered, with or without their value. */
  public long size() {
    return headers.estimatedSize();
  }

  /** The current revision; larger after each write that changed something. */
  public long revision() {
    return inputs.current().number();
  }

  /**
   * The results that are remembered and wanted, in no order.
   *
   * @param most at most so many
   */
  public List<QueryKey<?>> remembered(Predicate<QueryKey<?>> wanted, int most) {
    return headers.asMap().keySet().stream().filter(wanted).limit(most).toList();
  }

  /** Why a result is what it is; empty when nothing is remembered of it. */
  public Optional<Explanation> explain(QueryKey<?> key) {
    return new Explainer(headers.asMap()).explain(key, inputs.current().number());
  }

  /** Forgets the value of a result, as if memory had been short. */
  void dropValue(QueryKey<?> key, boolean keepBytes) {
    Memo memo = headers.getIfPresent(key);
    if (memo != null) {
      values.drop(memo, keepBytes);
    }
  }

  Inputs inputs() {
    return inputs;
  }

  EngineListener listener() {
    return listener;
  }

  Claims claims() {
    return claims;
  }

  Steps steps() {
    return steps;
  }

  /** Throws when an invariant does not hold; call it while nothing runs. */
  void checkInvariants() {
    inputs.checkInvariants();
    reach.checkInvariants();
    claims.checkInvariants();
    if (claims.size() != 0 || inputs.runs() != 0) {
      throw new IllegalStateException(claims.size() + " claims, " + inputs.runs() + " runs left");
    }
    for (Memo memo : headers.asMap().values()) {
      if (memo.stamp().verifiedAt() > inputs.current().number()) {
        throw new IllegalStateException("verified in the future: " + memo.key.display());
      }
    }
  }
}
