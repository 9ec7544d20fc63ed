package dev.ropewalk.daemon.engine;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** {@code -Dropewalk.lincheck=N} explores N times as many scenarios. */
class ClaimsLincheckTest {
  private static final int SCENARIOS = 4 * Integer.getInteger("ropewalk.lincheck", 1);
  private static final int KEYS = 2;

  /** One frame at a time works on a key, and nobody waits for ever. */
  public static class Working {
    private final Claims claims = new Claims(Steps.NONE);
    private final Run run =
        new Engine(EngineTuning.PRODUCTION, Runnable::run, EngineListener.NONE).begin();
    private final List<QueryKey<Integer>> keys = keys();
    private final int[] done = new int[KEYS]; // guarded by claims alone

    private static List<QueryKey<Integer>> keys() {
      var graph = new Graph(1, KEYS, 1, false);
      return List.of(new QueryKey<>(graph.query, "0"), new QueryKey<>(graph.query, "1"));
    }

    /** Counts under the claim of a key. */
    @Operation
    public int work(@Param(gen = IntGen.class, conf = "0:1") int key) {
      Claim claim = claims.take(keys.get(key), run, null);
      while (claim == null) {
        claim = claims.take(keys.get(key), run, null);
      }
      try {
        return ++done[key];
      } finally {
        claims.release(claim);
      }
    }

    /** Takes one claim under another; two that do so crosswise are a cycle, and both end. */
    @Operation
    public void nested(@Param(gen = IntGen.class, conf = "0:1") int outer) {
      Claim above = claims.take(keys.get(outer), run, null);
      if (above == null) {
        return; // it waited, and somebody else was done
      }
      try {
        Claim below = claims.take(keys.get(1 - outer), run, above);
        if (below != null) {
          claims.release(below);
        }
      } catch (CycleSignal e) {
        if (!e.has(above.key)) {
          throw new AssertionError("a signal for others: " + e.names());
        }
      } finally {
        claims.release(above);
      }
    }

    @Validate
    public void validate() {
      claims.checkInvariants();
      if (claims.size() != 0 || !run.waiting().isEmpty()) {
        throw new AssertionError(claims.size() + " claims left, waiting " + run.waiting());
      }
    }
  }

  @Test
  void a_key_has_one_claim_and_loops_end_in_every_order_of_a_few_steps() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .iterations(SCENARIOS)
        .invocationsPerIteration(150)
        .check(Working.class);
  }

  @Test
  void a_key_has_one_claim_and_loops_end_under_stress() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(SCENARIOS)
        .invocationsPerIteration(150)
        .check(Working.class);
  }
}
