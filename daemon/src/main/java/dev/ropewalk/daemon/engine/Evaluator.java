package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds results: remembered, verified, taken up again, loaded, or computed. */
final class Evaluator {
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
  private final Inputs inputs;
  private final Claims claims;
  private final Headers headers;
  private final Stored stored;
  private final Values values;
  private final Verifier verifier;
  private final Set<Query<?>> distrusted = ConcurrentHashMap.newKeySet();

  Evaluator(
      EngineTuning tuning,
      EngineListener listener,
      Inputs inputs,
      Claims claims,
      Headers headers,
      Stored stored,
      Values values,
      Steps steps) {
    this.tuning = tuning;
    this.listener = listener;
    this.inputs = inputs;
    this.claims = claims;
    this.headers = headers;
    this.stored = stored;
    this.values = values;
    verifier = new Verifier(inputs, headers.reach(), this::header, listener, steps);
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
  <V> @Nullable Found<V> hit(QueryKey<V> key, Run run) {
    Memo memo = headers.known(key, run);
    V value = memo == null ? null : object(key, memo);
    if (memo == null || value == null || !verifier.isTrue(memo, run)) {
      return null;
    }
    listener.hit(key);
    return new Found<>(memo, value);
  }

  /** The header alone, whose value need not be anywhere. */
  Memo header(QueryKey<?> key, Run run, Claim parent) {
    while (true) {
      run.poll();
      Memo memo = headers.known(key, run);
      if (memo != null && verifier.isTrue(memo, run)) {
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
      Memo memo = headers.known(key, run);
      if (memo == null || !verifier.verify(memo, run, claim)) {
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
              Memo read = headers.newest(query);
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
    Found<V> found = fromStore(key, old, cause, run, claim, withValue, false);
    return found != null ? found : execute(key, old, cause, run, claim);
  }

  /**
   * Publishes what the store has of a key when it holds; else null.
   *
   * @param inputsOnly whether only what rests on nothing but inputs is looked at
   */
  private <V> @Nullable Found<V> fromStore(
      QueryKey<V> key,
      @Nullable Memo old,
      Cause cause,
      Run run,
      Claim claim,
      boolean withValue,
      boolean inputsOnly) {
    if (distrusted.contains(key.query())) {
      return null;
    }
    for (Memo.Trace trace : stored.traces(key)) {
      if (inputsOnly && !trace.isOfInputs()) {
        continue;
      }
      Found<V> found = recall(key, old, trace, cause, run, claim, withValue);
      if (found != null) {
        listener.restored(key);
        return found;
      }
    }
    return null;
  }

  /** Takes a result from the store, if it is there and rests on inputs alone, and no other way. */
  boolean restore(QueryKey<?> key, Run run) {
    while (true) {
      run.poll();
      Memo memo = headers.known(key, run);
      if (memo != null) {
        return verifier.isTrue(memo, run) && values.objectOrDecoded(memo) != null;
      }
      Claim claim = claims.take(key, run, null);
      if (claim != null) {
        try {
          return headers.known(key, run) != null
              ? restore(key, run)
              : fromStore(key, null, new Cause.FirstTime(), run, claim, true, true) != null;
        } finally {
          claims.release(claim);
        }
      }
    }
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
    Verifier.Held held = verifier.holds(trace.edges(), run, claim);
    if (held == null) {
      return null;
    }
    var memo =
        new Memo(
            key,
            trace.fingerprint(),
            trace.edges(),
            false,
            held.stamp(),
            new Memo.Origin(cause, run.revision(), false, 0),
            old == null ? null : traces(old, trace));
    V value = withValue ? objectOrDecoded(key, memo) : null;
    if (value == null && withValue) {
      return null;
    }
    headers.publish(memo, run);
    return new Found<>(memo, value);
  }

  private <V> Found<V> execute(
      QueryKey<V> key, @Nullable Memo old, Cause cause, Run run, Claim claim) {
    RuntimeException failure = run.failure(key);
    if (failure != null) {
      throw failure;
    }
    long from = System.nanoTime();
    var frame = new Frame(this, inputs, run, claim);
    V value;
    try {
      if (distrusted.contains(key.query())) {
        frame.untracked();
      }
      value = Objects.requireNonNull(key.query().compute(key.argument(), frame), "a null result");
    } catch (CycleSignal | Cancelled e) {
      throw e;
    } catch (RuntimeException e) {
      if (claim.cycle == null) {
        run.failed(key, e);
      }
      throw e;
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
    headers.publish(memo, run);
    if (cause instanceof Cause.ValueGone && !same) {
      headers.reach().suspect(key);
    }
    values.put(memo, value, bytes.length);
    stored.put(memo, bytes, headers::at);
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
              headers.newest(key),
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
    return Stacks.sideBySide(
        arguments.size(), i -> find(new QueryKey<>(query, arguments.get(i)), run, claim));
  }

  /** What a query gives when it is computed now; nothing is remembered. */
  <V> Fingerprint recompute(QueryKey<V> key, Run run) {
    var frame = new Frame(this, inputs, run, claims.aside(key, run));
    try {
      return Fingerprint.of(key.query().codec().encode(key.query().compute(key.argument(), frame)));
    } finally {
      frame.close();
    }
  }

  /** From now on results of a query hold for one revision, and are kept in no store. */
  void distrust(Query<?> query) {
    distrusted.add(query);
  }
}
