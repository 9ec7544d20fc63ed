package dev.ropewalk.buffers.intern;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** {@code -Dropewalk.lincheck=N} explores N times as many scenarios. */
final class InternerLincheckTest {
  private static final int SCENARIOS = 5 * Integer.getInteger("ropewalk.lincheck", 1);

  /** An interner finds every string but the first of its kind, whatever the interleaving. */
  public static class Interning {
    private final StringInterner interner = new StringInterner(10);
    // Held, so that no copy goes while the scenario runs.
    private final Map<String, String> held = new ConcurrentHashMap<>();

    /** Tells whether the result is the copy that all others got. */
    @Operation
    @SuppressWarnings("ReferenceEquality") // which copy it is, is the question
    public boolean intern(@Param(gen = IntGen.class, conf = "0:2") int number) {
      String kept = interner.intern("s" + number);
      String first = held.putIfAbsent(kept, kept);
      return first == null || first == kept;
    }

    @Validate
    public void validate() {
      InternStatistics now = interner.statistics();
      if (now.unique() != held.size() || now.misses() != held.size()) {
        throw new AssertionError(now + " of " + held);
      }
    }
  }

  @Test
  void equal_strings_have_one_copy_under_stress() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(4)
        .iterations(SCENARIOS)
        .invocationsPerIteration(200)
        .check(Interning.class);
  }
}
