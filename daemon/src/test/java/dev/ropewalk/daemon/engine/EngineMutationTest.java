package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.Mutants.Mutant;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each rule of the engine taken away on purpose must make a test fail. The whole list takes minutes
 * and runs with {@code -Pmutation}; a few of it run always.
 */
class EngineMutationTest {
  /** How many seeds the randomized tests get, and how long one test may take before it hangs. */
  private static final long ROUNDS = 300;

  private static final long HANGS_AFTER_SECONDS = 30;

  /** In this order, and each until one fails. Tests of real threads are left out: they vary. */
  private static final List<String> TESTS =
      List.of(
          "EngineVerificationLawsTest",
          "EngineReachLawsTest",
          "EngineTrackingLawsTest",
          "EngineFailureLawsTest",
          "EngineCycleLawsTest",
          "EngineCancellationLawsTest",
          "EngineStoreLawsTest",
          "EngineGroundLawsTest",
          "EngineSubscriptionLawsTest",
          "EngineModelTest",
          "EngineScheduleTest");

  private static final List<String> VARY =
      List.of(
          "readers_on_many_threads_see_their_own_revision_whatever_is_written",
          "a_seed_is_one_order_of_all_steps",
          "threads_that_meet_in_a_cycle_get_its_answers",
          "random_graphs_with_cycles_answer_the_same_from_every_entry_and_thread",
          "a_subscriber_on_other_threads_ends_at_the_last_state",
          "overlapping_cycles_answer_the_same_whichever_query_is_asked_first");

  private static final List<Mutant> MUTANTS =
      List.of(
          new Mutant(
              "I1: a write counts with the durability before it",
              "Inputs",
              "changed = before.durability();",
              "changed = write.durability();"),
          new Mutant(
              "cut-off: equal bytes are the same",
              "Fingerprint",
              "return this == other\n        ||",
              "return this == other && "),
          new Mutant(
              "fingerprints of inputs are compared at verification",
              "Verifier",
              "if (!seen.fingerprint().equals(edge.fingerprint())) {",
              "if (edge == null) {"),
          new Mutant(
              "D1: reads are registered", "Reach", "      register(edge.key(), mine.key);\n", ""),
          new Mutant(
              "a write of a durability alone is a write",
              "Inputs",
              "\n          || before.durability() != write.durability()",
              ""),
          new Mutant(
              "N2: versions before publication: marks before publication",
              "Inputs",
              "      steps.at(Steps.Point.WRITTEN);\n"
                  + "      reach.mark(keys, current.number() + 1);\n"
                  + "      steps.at(Steps.Point.MARKED);\n"
                  + "      current = current.next(changed);",
              "      current = current.next(changed);\n"
                  + "      steps.at(Steps.Point.WRITTEN);\n"
                  + "      reach.mark(keys, current.number());"),
          new Mutant(
              "N3: a run looks again whether its revision is current",
              "Inputs",
              "if (current.number() == revision.number()) {",
              "if (revision.number() > 0) {"),
          new Mutant(
              "N3: what a run sees is not cut",
              "Inputs",
              "first == null ? current.number() : first.getKey();",
              "current.number();"),
          new Mutant(
              "N4: removal has the durability that its kind states",
              "InputWrite",
              "null, key.kind().absent()",
              "null, Durability.HIGH"),
          new Mutant(
              "absence has a durability",
              "Inputs",
              "new Seen(Fingerprint.ABSENT, null, key.kind().absent())",
              "new Seen(Fingerprint.ABSENT, null, Durability.HIGH)"),
          new Mutant(
              "absence is recorded",
              "Frame",
              "    record(key, input.fingerprint(), input.durability());",
              "    if (input.value() != null) {\n"
                  + "      record(key, input.fingerprint(), input.durability());\n"
                  + "    }"),
          new Mutant(
              "I2: no memo of a later run is used",
              "Memo",
              "if (!constant && now.verifiedAt > revision) {",
              "if (!constant && now.verifiedAt < 0) {"),
          new Mutant(
              "I3: a mark never goes back",
              "Memo",
              "seen.verifiedAt < mine.verifiedAt;",
              "!seen.equals(mine);"),
          new Mutant(
              "durability of a query that is read",
              "Frame",
              "stamp.durability());\n  }",
              "Durability.HIGH);\n  }"),
          new Mutant(
              "durability of an input that is read",
              "Frame",
              "    durability = durability.min(of);\n",
              ""),
          new Mutant(
              "durability of a query at verification",
              "Verifier",
              "          durability = durability.min(stamp.durability());\n",
              ""),
          new Mutant(
              "durability of an input at verification",
              "Verifier",
              "          durability = durability.min(seen.durability());\n",
              ""),
          new Mutant(
              "untracked: durability is LOW",
              "Frame",
              "untracked ? Durability.LOW : durability",
              "durability"),
          new Mutant(
              "untracked: never verifies",
              "Verifier",
              "(!memo.untracked && verified(memo, run, claim))",
              "verified(memo, run, claim)"),
          new Mutant(
              "untracked: is no earlier trace",
              "Evaluator",
              "if (!old.untracked && tuning.olderTraces() > 0) {",
              "if (tuning.olderTraces() > 0) {"),
          new Mutant(
              "untracked: what rests on it has no hints",
              "Frame",
              "hinted && !untracked",
              "hinted"),
          new Mutant(
              "untracked: what reads it has no hints",
              "Frame",
              "    hinted &= stamp.hinted();\n",
              ""),
          new Mutant(
              "untracked: what reads it gets no hints at verification",
              "Verifier",
              "          hinted &= stamp.hinted();\n",
              ""),
          new Mutant(
              "untracked is recorded",
              "Frame",
              "    check();\n    untracked = true;",
              "    check();"),
          new Mutant(
              "fingerprints of queries are compared at verification",
              "Verifier",
              "          if (!memo.fingerprint.equals(edge.fingerprint())) {\n"
                  + "            return null;\n"
                  + "          }\n",
              ""),
          new Mutant(
              "order: reads are looked at in order, up to the first difference",
              "Verifier",
              "    for (Edge edge : edges) {\n      switch",
              "    for (Edge edge : java.util.Arrays.asList(edges).reversed()) {\n      switch"),
          new Mutant(
              "verification: one reads what failed",
              "Verifier",
              "            return null; // whoever reads it will see why it fails",
              "            throw e;"),
          new Mutant(
              "D1: reads that are no more are not registered",
              "Reach",
              "        if (!kept.contains(edge.key())) {\n"
                  + "          unregister(edge.key(), mine.key);\n"
                  + "        }\n",
              ""),
          new Mutant(
              "D1: what leaves is not registered",
              "Reach",
              "    suspect(memo.key);\n"
                  + "    for (Edge edge : memo.edges) {\n"
                  + "      unregister(edge.key(), memo.key);\n"
                  + "    }\n",
              "    suspect(memo.key);\n"),
          new Mutant(
              "D2: what rests on a memo that leaves is lost",
              "Reach",
              "    suspect(memo.key);\n    for",
              "    for"),
          new Mutant(
              "D2: what rests on a memo without hints is lost",
              "Reach",
              "before.stamp().hinted() && !mine.stamp().hinted()",
              "before.stamp().hinted() && before == mine"),
          new Mutant(
              "D2: a publisher looks at what it read",
              "Reach",
              "          mine.lose(now + 1);\n",
              ""),
          new Mutant(
              "D2: a verifier looks at what it read",
              "Verifier",
              "          heardOf &= reach.isUntouched(memo, stamp);\n",
              ""),
          new Mutant(
              "D2: what a verifier did not hear of is lost",
              "Verifier",
              "      Reach.notHeardOf(memo, run.revision());\n",
              ""),
          new Mutant(
              "D2: a loss stays when durability shows a memo to be true",
              "Verifier",
              "      if (reach.isHeardOf(memo, stamp)) {\n",
              "      if (memo != null) {\n"),
          new Mutant(
              "D2: a loss counts",
              "Memo",
              "return isRegistered() && lostAt <= revision;",
              "return isRegistered();"),
          new Mutant(
              "D2: a different result of a lost value is told",
              "Evaluator",
              "if (cause instanceof Cause.ValueGone && !same) {",
              "if (cause instanceof Cause.ValueGone && memo == old) {"),
          new Mutant(
              "D3: writes mark",
              "Reach",
              "    touch(changed, revision, everything, Memo::touch);\n",
              ""),
          new Mutant("D3: a walk goes on", "Reach", "          open.push(dependent);\n", ""),
          new Mutant(
              "D3: a walk that ends early counts for all",
              "Reach",
              "            all.accumulateAndGet(revision, Math::max);\n            return;",
              "            return;"),
          new Mutant(
              "D3: a publisher looks whether marks were made meanwhile",
              "Reach",
              "      mine.touch(now);\n",
              ""),
          new Mutant(
              "D3: marks count",
              "Memo",
              "return touchedAt <= revision && isHeardOfSince(revision);",
              "return isHeardOfSince(revision);"),
          new Mutant(
              "D3: the latest mark counts",
              "Memo",
              "TOUCHED.accumulateAndGet(this, revision, Math::max);",
              "TOUCHED.accumulateAndGet(this, revision, Math::min);"),
          new Mutant(
              "a memo is no hit before it is settled",
              "Memo",
              "return settled && !gone;",
              "return !gone;"),
          new Mutant(
              "a memo that leaves is no hit",
              "Memo",
              "return settled && !gone;",
              "return settled;"),
          new Mutant(
              "distrust: a query is not trusted any more",
              "Shadow",
              "    engine.evaluator().distrust(key.query());\n",
              ""),
          new Mutant(
              "distrust: its records are removed",
              "Shadow",
              "    engine.stored().distrust(key);\n",
              ""),
          new Mutant(
              "distrust: records that do not name it are removed too",
              "Stored",
              "        store.forgetAll(query.id());\n",
              ""),
          new Mutant(
              "distrust: a record that does not name a query reads whether it is trusted",
              "Ground",
              "              || !add(Distrust.key(query.query()), Fingerprint.ABSENT)) {",
              "              || seen.size() > MOST) {"),
          new Mutant(
              "store: inputs are those of the result that was read",
              "Ground",
              "              || !memo.fingerprint.equals(edge.fingerprint())\n",
              ""),
          new Mutant(
              "distrust: it is a revision of all durabilities",
              "Inputs",
              "current = current.next(Durability.HIGH);",
              "current = current.next(Durability.LOW);"),
          new Mutant(
              "cycle: the fallback is untracked",
              "Evaluator",
              "              new Edge[0],\n              true,",
              "              new Edge[0],\n              false,"),
          new Mutant(
              "cycle: every member unwinds",
              "Evaluator",
              "boolean unwinds = parent != null && signal.has(parent.key);",
              "boolean unwinds = parent == null && key == null;"),
          new Mutant(
              "cycle: who catches the signal is in it all the same",
              "Evaluator",
              "      throw cycle; // its query caught the signal",
              "      listener.hit(key);"),
          new Mutant(
              "cycle: a member that reads a fallback of it joins",
              "Frame",
              "    memo.join(claim);\n",
              ""),
          new Mutant("cycle: waits are known", "Claims", "      waiter.awaits.add(holder);\n", ""),
          new Mutant(
              "cycle: two revisions make none",
              "Claims",
              "if (!oneRevision) {",
              "if (!oneRevision && loop.isEmpty()) {"),
          new Mutant(
              "cycle: a run of another revision that is in the way gives way",
              "Claims",
              "    inTheWay.giveWay();\n",
              ""),
          new Mutant(
              "cycle: a run that gave way is asked again",
              "Claims",
              "    inTheWay.giveWay();\n",
              "    inTheWay.cancel();\n"),
          new Mutant(
              "claims: one frame works on a key", "Claims", "        taken.put(key, claim);\n", ""),
          new Mutant(
              "claims: those who wait are woken",
              "Claims",
              "      claim.released.signalAll();\n    } finally",
              "    } finally"),
          new Mutant("cancel: who waits is woken", "Run", "    engine.claims().wake(this);\n", ""),
          new Mutant(
              "cancel: a partial result is not remembered",
              "Evaluator",
              "    run.poll();\n    CycleSignal cycle",
              "    CycleSignal cycle"),
          new Mutant(
              "cancel: a run ends",
              "Run",
              "    if (cancelled) {",
              "    if (cancelled && closed) {"),
          new Mutant("frame: reads end with their query", "Frame", "    closed = true;\n", ""),
          new Mutant(
              "frame: reads stay on their thread",
              "Frame",
              "closed || Thread.currentThread() != owner",
              "closed"),
          new Mutant(
              "frame: a changed read of one key is recorded again",
              "Frame",
              "if (!fingerprint.equals(seen.put(key, fingerprint))) {",
              "if (seen.put(key, fingerprint) == null && edges.size() < 2) {"),
          new Mutant(
              "store: the version is in the recipe",
              "Stored",
              "key.query().id(), key.argument(), version)",
              "key.query().id(), key.argument(), \"\")"),
          new Mutant(
              "store: the argument is in the recipe",
              "Stored",
              "key.query().id(), key.argument(), version)",
              "key.query().id(), \"\", version)"),
          new Mutant(
              "store: reads of a record are looked at",
              "Evaluator",
              "    Verifier.Held held = verifier.holds(trace.edges(), run, claim);\n",
              "    var held = new Verifier.Held(new Memo.Stamp(run.revision(), Durability.HIGH,"
                  + " true), true);\n"),
          new Mutant(
              "store: nothing untracked is stored",
              "Stored",
              "memo.untracked || !memo.stamp().hinted()",
              "memo.untracked"),
          new Mutant(
              "push: no repeat",
              "Subscription",
              "if (!found.memo().fingerprint.equals(sent)) {",
              "if (found.memo() != null) {"),
          new Mutant(
              "push: one look at a time, in order",
              "Subscription",
              "if (!closed && wanted.getAndIncrement() == 0) {",
              "if (!closed && wanted.getAndIncrement() >= 0) {"),
          new Mutant(
              "push: nothing is told after the end",
              "Subscription",
              "    if (!closed) {\n      subscriber",
              "    if (subscriber != null) {\n      subscriber"),
          new Mutant(
              "push: a failure is told once", "Subscription", "        failed = true;\n", ""),
          new Mutant(
              "undo: earlier reads are kept",
              "Evaluator",
              "      kept.add(new Memo.Trace(old.fingerprint, old.edges, null));\n",
              ""));

  /**
   * A rule without which no answer is wrong.
   *
   * @param why it is there all the same
   */
  private record Redundant(Mutant mutant, String why) {}

  private static final List<Redundant> REDUNDANT =
      List.of(
          new Redundant(
              new Mutant(
                  "untracked: never true without a look",
                  "Verifier",
                  "    if (memo.untracked) {\n      return false;\n    }\n",
                  ""),
              "its durability is LOW and it has no hints, so that a look follows; this spares it"),
          new Redundant(
              new Mutant(
                  "untracked: no earlier reads are taken up",
                  "Evaluator",
                  " || (old != null && old.untracked)) {\n      return execute",
                  ") {\n      return execute"),
              "reads that hold give what they gave; it is tried in vain mostly"),
          new Redundant(
              new Mutant(
                  "a memo that is replaced is no hit", "Reach", "      before.leave();\n", ""),
              "it was touched, lost or untracked, or its successor has the same reads"),
          new Redundant(
              new Mutant(
                  "distrust: everything is looked at",
                  "Reach",
                  "    everything.accumulateAndGet(revision, Math::max);\n  }\n\n  /** Takes",
                  "  }\n\n  /** Takes"),
              "what rests on the result is lost when it is forgotten; this is for what came"
                  + " meanwhile"),
          new Redundant(
              new Mutant(
                  "cycle: a waiting frame looks for it first",
                  "Claims",
                  "        if (cycle != null) {\n"
                      + "          throw cycle;\n"
                      + "        }\n"
                      + "        if (holder.done) {\n"
                      + "          return;\n"
                      + "        }\n",
                  "        if (holder.done) {\n"
                      + "          return;\n"
                      + "        }\n"
                      + "        if (cycle != null) {\n"
                      + "          throw cycle;\n"
                      + "        }\n"),
              "it joins at the fallback that it reads then; where there is none, it finds the loop"
                  + " again"),
          new Redundant(
              new Mutant(
                  "cycle: those who wait are woken",
                  "Claims",
                  "      claim.awaits.forEach(awaited -> awaited.released.signalAll());\n",
                  ""),
              "they are when what they wait for unwinds; this is sooner"),
          new Redundant(
              new Mutant(
                  "push: a look that was overtaken is repeated",
                  "Subscription",
                  "        wanted.incrementAndGet(); // a later run was faster; look again\n",
                  ""),
              "the write of the later revision asks for a look itself"));

  @Test
  void the_text_of_every_rule_is_where_this_list_says() throws IOException {
    for (Mutant mutant : MUTANTS) {
      assertTrue(!Mutants.mutated(mutant).isEmpty());
    }
    for (Redundant redundant : REDUNDANT) {
      assertTrue(!Mutants.mutated(redundant.mutant()).isEmpty(), redundant.why());
    }
    var gone = new Mutant("a rule that is gone", "Engine", "no such text", "");
    var failure = assertThrows(IllegalStateException.class, () -> Mutants.mutated(gone));
    assertTrue(failure.getMessage().contains("a rule that is gone"), failure.getMessage());
  }

  @Test
  void a_rule_that_is_taken_away_makes_a_test_fail() throws Exception {
    boolean all = Boolean.getBoolean("ropewalk.mutation");
    String one = System.getProperty("ropewalk.mutant", ".*");
    if (all && one.equals(".*")) {
      assertEquals("", outcome(List.of()), "the engine as it is");
    }
    var survivors = new ArrayList<String>();
    for (Mutant mutant : all ? MUTANTS : MUTANTS.subList(0, 4)) {
      if (mutant.rule().matches(one)) {
        String killer = outcome(List.of(mutant));
        System.out.printf(
            "%-70s %s%n", mutant.rule(), killer.isEmpty() ? "SURVIVES" : "fails " + killer);
        if (killer.isEmpty()) {
          survivors.add(mutant.rule());
        }
      }
    }
    assertEquals(List.of(), survivors, "no test fails without these rules");
  }

  /** The first test that fails; empty when none does. */
  private static String outcome(List<Mutant> mutants) throws Exception {
    ClassLoader loader = Mutants.load(mutants);
    fixSeeds(loader);
    for (String name : TESTS) {
      Class<?> test = loader.loadClass("dev.ropewalk.daemon.engine." + name);
      List<Method> methods =
          Arrays.stream(test.getDeclaredMethods())
              .filter(m -> m.isAnnotationPresent(Test.class) && !VARY.contains(m.getName()))
              .sorted(Comparator.comparing(Method::getName))
              .toList();
      for (Method method : methods) {
        String failure = failure(test, method);
        if (!failure.isEmpty()) {
          return name + "." + method.getName() + failure;
        }
      }
    }
    return "";
  }

  private static void fixSeeds(ClassLoader loader) throws ClassNotFoundException {
    String seed = System.getProperty("ropewalk.seed");
    String rounds = System.getProperty("ropewalk.rounds");
    System.setProperty("ropewalk.seed", "1");
    System.setProperty("ropewalk.rounds", Long.toString(ROUNDS));
    try {
      var unused = Class.forName("dev.ropewalk.daemon.engine.Seeds", true, loader);
    } finally {
      restore("ropewalk.seed", seed);
      restore("ropewalk.rounds", rounds);
    }
  }

  private static void restore(String property, @Nullable String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  private static String failure(Class<?> test, Method method) throws Exception {
    var task =
        new FutureTask<>(
            () -> {
              var constructor = test.getDeclaredConstructor();
              constructor.setAccessible(true);
              method.setAccessible(true);
              return method.invoke(constructor.newInstance());
            });
    Thread.ofPlatform().daemon().start(task);
    try {
      var unused = task.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return ": "
          + (cause instanceof InvocationTargetException ? cause.getCause() : cause)
              .getClass()
              .getSimpleName();
    } catch (TimeoutException e) {
      task.cancel(true);
      return ": hangs";
    }
  }
}
