package dev.ropewalk.daemon.engine;

import java.util.List;
import java.util.Optional;

/**
 * A kind of analysis: a pure function of its argument and of what it reads through {@link Reads}.
 *
 * <p>Laws: all that a result depends on is in the argument or read through {@code reads}; a value
 * is immutable. A query that breaks the first law says so by {@link Reads#untracked}. A run that
 * throws is not remembered, and its failure goes to exactly those who waited for it.
 */
public interface Query<V> {

  /** Its name, one of a small fixed set. */
  String id();

  /** How its values are written. */
  Codec<V> codec();

  /** Computes the result; called on the thread that asks, with no lock held. */
  V compute(String argument, Reads reads);

  /**
   * The result of every member of a cycle, whichever was asked first.
   *
   * @param members the keys of the cycle as {@link Key#display} shows them, sorted
   * @throws CycleException by default
   */
  default V onCycle(String argument, List<String> members) {
    throw new CycleException(members);
  }

  /**
   * Names everything that its results depend on besides argument and reads: the state of its code
   * and of its codec. Empty, as by default, when results are not to outlive the process.
   */
  default Optional<String> storedVersion() {
    return Optional.empty();
  }

  /**
   * Whether the store keeps a result by the inputs that it rests on, in place of the results that
   * it read: one look-up then tells whether it holds, and nothing under it is looked for. In return
   * a change of any of those inputs runs it again, once. {@link #storedVersion} must then name the
   * code of every query that it reads, directly or not.
   */
  default boolean storedByInputs() {
    return false;
  }

  /** About how many bytes of heap a value takes. */
  default int weightBytes(V value, int encodedBytes) {
    return 64 + 2 * encodedBytes;
  }
}
