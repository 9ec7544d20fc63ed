package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Results of queries over inputs, computed once and again only when a read of theirs changed. */
public final class Engine {
  /*
   * Verifying traces by fingerprint (Mokhov, Mitchell, Peyton Jones: "Build systems à la carte").
   * A memo has, in order, each read of its execution and the fingerprint that it saw. At another
   * revision it is true when each of those reads has that fingerprint again; the first one that has
   * not ends the look, since later reads may never happen any more. A result that ran again and is
   * what it was has its old fingerprint, so the cascade ends there. Nothing is marked dirty; reads
   * of durable inputs are not looked at while nothing so durable was written (Salsa's durability).
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
   * decoded from its bytes, or computed again. A header may go too: that is a first time.
   *
   * Cost: a hit is two look-ups; a verification one for each read; a chain of queries continues on a
   * fresh stack after every EngineTuning.stackSegment of them.
   */
  private final EngineTuning tuning;
  private final EngineListener listener;
  private final Executor executor;
  private final Inputs inputs = new Inputs();
  private final Claims claims = new Claims();
  private final Cache<QueryKey<?>, Memo> headers;
  private final Values values;
  private final Set<Query<?>> distrusted = ConcurrentHashMap.newKeySet();
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

  /**
   * Makes an engine without inputs.
   *
   * @param executor where subscriptions are verified and evicted values are encoded
   */
  public Engine(EngineTuning tuning, Executor executor, EngineListener listener) {
    this.tuning = tuning;
    this.listener = listener;
    this.executor = executor;
    headers = Caffeine.newBuilder().maximumSize(tuning.maxHeaders()).executor(executor).build();
    values = new Values(tuning, executor, listener);
  }

  /** A result and where it is remembered. */
  record Found<V>(Memo memo, V value) {}

  /**
   * Changes inputs, all together.
   *
   * @return the revision that now is current; the same as before when nothing changed
   */
  public long write(List<InputWrite> batch) {
    long before = inputs.current().number();
    long after = inputs.write(batch).number();
    if (after != before) {
      subscriptions.forEach(Subscription::look);
    }
    return after;
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

  <V> V get(QueryKey<V> key, Run run, @Nullable Claim parent) {
    return find(key, run, parent).value();
  }

  /** The result, verified or computed. */
  <V> Found<V> find(QueryKey<V> key, Run run, @Nullable Claim parent) {
    while (true) {
      run.poll();
      Memo memo = known(key, run);
      if (memo != null) {
        V value = object(key, memo);
        if (value != null && shallow(memo, run)) {
          listener.hit(key);
          return new Found<>(memo, value);
        }
      }
      Found<V> found = deep(parent, () -> tryFind(key, run, parent));
      if (found != null) {
        return found;
      }
    }
  }

  /** The header alone, whose value need not be anywhere. */
  private Memo header(QueryKey<?> key, Run run, Claim parent) {
    while (true) {
      run.poll();
      Memo memo = known(key, run);
      if (memo != null && shallow(memo, run)) {
        return memo;
      }
      Memo found = deep(parent, () -> tryHeader(key, run, parent));
      if (found != null) {
        return found;
      }
    }
  }

  private <V> @Nullable Found<V> tryFind(QueryKey<V> key, Run run, @Nullable Claim parent) {
    Claim claim = claims.take(key, run, parent);
    if (claim == null) {
      return null;
    }
    try {
      Memo memo = known(key, run);
      if (memo != null && verify(memo, run, claim)) {
        V value = objectOrDecoded(key, memo);
        return value != null
            ? new Found<>(memo, value)
            : execute(key, memo, new Cause.ValueGone(), run, claim);
      }
      return renew(key, memo, run, claim);
    } catch (CycleSignal signal) {
      return fallback(key, signal, run, parent);
    } finally {
      claims.release(claim);
    }
  }

  private @Nullable Memo tryHeader(QueryKey<?> key, Run run, Claim parent) {
    Claim claim = claims.take(key, run, parent);
    if (claim == null) {
      return null;
    }
    try {
      Memo memo = known(key, run);
      return memo != null && verify(memo, run, claim) ? memo : renew(key, memo, run, claim).memo();
    } catch (CycleSignal signal) {
      return fallback(key, signal, run, parent).memo();
    } finally {
      claims.release(claim);
    }
  }

  /** What is remembered of a key; I2: what a later run found is not for this one. */
  private @Nullable Memo known(QueryKey<?> key, Run run) {
    Memo memo = headers.getIfPresent(key);
    if (memo != null && !memo.constant && memo.stamp().verifiedAt() > run.revision()) {
      throw new Cancelled(Cancelled.Why.SUPERSEDED);
    }
    return memo;
  }

  private static boolean shallow(Memo memo, Run run) {
    Memo.Stamp stamp = memo.stamp();
    if (memo.constant || stamp.verifiedAt() == run.revision()) {
      return true;
    }
    if (memo.untracked || run.state().last(stamp.durability()) > stamp.verifiedAt()) {
      return false;
    }
    memo.verified(run.revision(), stamp.durability());
    return true;
  }

  private boolean verify(Memo memo, Run run, Claim claim) {
    if (shallow(memo, run)) {
      return true;
    }
    if (memo.untracked) {
      return false;
    }
    Durability durability = holds(memo.edges, run, claim);
    if (durability == null) {
      return false;
    }
    memo.verified(run.revision(), durability);
    listener.verified(memo.key, memo.edges.length);
    return true;
  }

  /** Whether reads are what they were: then the least durable of them, else null. */
  private @Nullable Durability holds(Edge[] edges, Run run, Claim claim) {
    Durability durability = Durability.HIGH;
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
          Memo memo;
          try {
            memo = header(query, run, claim);
          } catch (CycleSignal | Cancelled e) {
            throw e;
          } catch (RuntimeException e) {
            return null; // whoever reads it will see why it fails
          }
          if (!memo.fingerprint.equals(edge.fingerprint())) {
            return null;
          }
          durability = durability.min(memo.stamp().durability());
        }
      }
    }
    return durability;
  }

  /** The first read that is not what it was. */
  private Cause cause(Memo memo, Run run) {
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

  /** Takes a result of earlier reads that hold again, or computes. */
  private <V> Found<V> renew(QueryKey<V> key, @Nullable Memo old, Run run, Claim claim) {
    if (old == null) {
      return execute(key, null, new Cause.FirstTime(), run, claim);
    }
    Cause cause = cause(old, run);
    if (!old.untracked) {
      for (Memo.Trace trace = old.older; trace != null; trace = trace.older()) {
        Durability durability = holds(trace.edges(), run, claim);
        if (durability != null) {
          var memo =
              new Memo(
                  key,
                  trace.fingerprint(),
                  trace.edges(),
                  false,
                  trace.weightBytes(),
                  new Memo.Stamp(run.revision(), durability),
                  cause,
                  traces(old, trace));
          V value = objectOrDecoded(key, memo);
          if (value != null) {
            publish(memo);
            listener.recalled(key);
            return new Found<>(memo, value);
          }
        }
      }
    }
    return execute(key, old, cause, run, claim);
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
    return remember(
        key, old, cause, value, frame.edges(), frame.isUntracked(), frame.durability(), run, from);
  }

  private <V> Found<V> remember(
      QueryKey<V> key,
      @Nullable Memo old,
      Cause cause,
      V value,
      Edge[] edges,
      boolean untracked,
      Durability durability,
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
            key.query().weightBytes(value, bytes.length),
            new Memo.Stamp(run.revision(), durability),
            cause,
            old == null ? null : traces(old, null));
    publish(memo);
    values.put(memo, value);
    listener.executed(key, cause, same, System.nanoTime() - from);
    return new Found<>(memo, value);
  }

  /** What was known before, the replaced result first, without the one that is taken up again. */
  private Memo.@Nullable Trace traces(Memo old, Memo.@Nullable Trace without) {
    var kept = new ArrayList<Memo.Trace>();
    if (!old.untracked && tuning.olderTraces() > 0) {
      kept.add(new Memo.Trace(old.fingerprint, old.edges, old.weightBytes, null));
    }
    for (Memo.Trace trace = old.older; trace != null; trace = trace.older()) {
      if (!trace.equals(without) && kept.size() < tuning.olderTraces()) {
        kept.add(trace);
      }
    }
    Memo.Trace chain = null;
    for (Memo.Trace trace : kept.reversed()) {
      chain = new Memo.Trace(trace.fingerprint(), trace.edges(), trace.weightBytes(), chain);
    }
    return chain;
  }

  /** I3: with I2 and claims, a memo of a later revision is never replaced by one of an earlier. */
  private void publish(Memo memo) {
    headers
        .asMap()
        .merge(
            memo.key,
            memo,
            (before, mine) ->
                !before.constant && before.stamp().verifiedAt() > mine.stamp().verifiedAt()
                    ? before
                    : mine);
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
              new Cause.Cycle(),
              value,
              new Edge[0],
              true,
              Durability.LOW,
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

  /**
   * Computes a result again and compares. A difference means that its query depends on something
   * that it does not read: it is then looked at again at every revision, and so is everything that
   * rests on it, once.
   *
   * @return whether it was the same; true as well when the inputs changed meanwhile
   */
  public <V> boolean recheck(Query<V> query, String argument) {
    var key = new QueryKey<>(query, argument);
    try (Run run = begin()) {
      Memo known = find(key, run, null).memo();
      if (known.untracked) {
        return true;
      }
      var frame = new Frame(this, run, new Claim(key, run, null, claims.lock.newCondition()));
      V again;
      try {
        again = query.compute(argument, frame);
      } finally {
        frame.close();
      }
      boolean same = Fingerprint.of(query.codec().encode(again)).equals(known.fingerprint);
      if (!same && inputs.current().number() == run.revision()) {
        distrusted.add(query);
        headers.invalidate(key);
        inputs.distrust();
        subscriptions.forEach(Subscription::look);
        return false;
      }
      return true;
    }
  }

  /** Why a result was computed last; empty when nothing is remembered of it. */
  public <V> Optional<Cause> cause(Query<V> query, String argument) {
    return Optional.ofNullable(headers.getIfPresent(new QueryKey<>(query, argument)))
        .map(memo -> memo.cause);
  }

  /** Forgets the value of a result, as if memory had been short. */
  void dropValue(QueryKey<?> key, boolean keepBytes) {
    Memo memo = headers.getIfPresent(key);
    if (memo != null) {
      values.drop(memo, keepBytes);
    }
  }

  /** Forgets where a result came from. */
  void dropHeader(QueryKey<?> key) {
    headers.invalidate(key);
  }

  Inputs inputs() {
    return inputs;
  }

  Claims claims() {
    return claims;
  }

  /** Throws when an invariant does not hold; call it while nothing runs. */
  void checkInvariants() {
    inputs.checkInvariants();
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
