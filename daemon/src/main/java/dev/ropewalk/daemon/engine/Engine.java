package dev.ropewalk.daemon.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Results of queries over inputs, computed once and again only when a read of theirs changed. */
public final class Engine {
  /*
   * The front: inputs, runs, subscriptions, and what people ask. How a result is found, and why it is
   * right, is told in Evaluator, which has the helpers Verifier (is it true?), Headers and Reach
   * (where it came from, what a write reaches), Claims (who works on it), Values and Stored (what it
   * is). Shadow checks what is remembered against a computation.
   */
  private final EngineListener listener;
  private final Executor executor;
  private final Steps steps;
  private final Inputs inputs;
  private final Claims claims;
  private final Headers headers;
  private final Stored stored;
  private final Values values;
  private final Evaluator evaluator;
  private final Shadow shadow;
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
    this.listener = listener;
    this.executor = executor;
    inputs = new Inputs(steps);
    claims = new Claims(steps);
    stored = new Stored(store);
    headers = new Headers(tuning, executor, steps);
    values = new Values(tuning, policy, executor, listener, stored);
    evaluator = new Evaluator(tuning, listener, inputs, claims, headers, stored, values, steps);
    shadow = new Shadow(tuning.shadowEvery(), this, executor);
  }

  /**
   * Changes inputs, all together.
   *
   * @return the revision that now is current; the same as before when nothing changed
   */
  public long write(List<InputWrite> batch) {
    long before = inputs.current().number();
    long after = inputs.write(batch, headers.reach()).number();
    if (after != before) {
      lookAgain();
    }
    return after;
  }

  /** Has all subscriptions look whether their results changed. */
  void lookAgain() {
    subscriptions.forEach(Subscription::look);
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
    Found<V> found = evaluator.find(key, run, null);
    if (found.memo().origin.revision() != run.revision()) {
      shadow.hit(key);
    }
    return found.value();
  }

  <V> Optional<V> peek(QueryKey<V> key, Run run) {
    Found<V> found;
    try {
      found = evaluator.hit(key, run);
    } catch (Cancelled e) {
      return Optional.empty(); // a later run was faster
    }
    if (found == null) {
      return Optional.empty();
    }
    shadow.hit(key);
    return Optional.of(found.value());
  }

  boolean restore(QueryKey<?> key, Run run) {
    return evaluator.restore(key, run);
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
      return shadow.recheck(key, run);
    }
  }

  /**
   * The results that a change of an input or of a result would reach, nearest first, with how many
   * steps away each is.
   *
   * @param most at most so many
   */
  public Map<QueryKey<?>, Integer> dependents(Key key, int most) {
    return headers.reach().reached(key, most);
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
    return headers.size();
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
    return headers.keys(wanted, most);
  }

  /** Why a result is what it is; empty when nothing is remembered of it. */
  public Optional<Explanation> explain(QueryKey<?> key) {
    return new Explainer(headers.asMap()).explain(key, inputs.current().number());
  }

  /** Forgets where a result came from. */
  void dropHeader(QueryKey<?> key) {
    headers.drop(key);
  }

  /** Forgets the value of a result, as if memory had been short. */
  void dropValue(QueryKey<?> key, boolean keepBytes) {
    Memo memo = headers.newest(key);
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

  Headers headers() {
    return headers;
  }

  Stored stored() {
    return stored;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /** Throws when an invariant does not hold; call it while nothing runs. */
  void checkInvariants() {
    inputs.checkInvariants();
    headers.reach().checkInvariants();
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
