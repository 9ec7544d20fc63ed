package dev.ropewalk.buffers.tree;

import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What is summed up over the elements of a sequence: counts, lengths, largest keys.
 *
 * <p>The sums are a monoid, and {@link #measure} goes over to sequences as the only homomorphism
 * from them: a sequence's sum is that of its elements in their order, however they are grouped. For
 * all sums a, b, c, as {@code equals} tells:
 *
 * <ol>
 *   <li>{@code combine(identity(), a)} is {@code a}, and so is {@code combine(a, identity())}.
 *   <li>{@code combine(combine(a, b), c)} is {@code combine(a, combine(b, c))}.
 *   <li>{@code measure} gives equal sums for one element at any time.
 * </ol>
 *
 * <p>{@code combine} need not be commutative. Nothing here may block or have effects: a tree calls
 * it as often as it likes and on any thread.
 *
 * @param <E> the elements
 * @param <S> the sums; immutable
 */
public interface Aggregate<E, S> {
  /** Returns the sum of no elements. */
  S identity();

  /** Returns the sum of what {@code left} sums up followed by what {@code right} does. */
  S combine(S left, S right);

  /** Returns the sum of one element. */
  S measure(E element);

  /** Returns an aggregate made of functions that obey the laws above. */
  static <E, S> Aggregate<E, S> of(
      S identity, BinaryOperator<S> combine, Function<? super E, ? extends S> measure) {
    return new Aggregate<>() {
      @Override
      public S identity() {
        return identity;
      }

      @Override
      public S combine(S left, S right) {
        return combine.apply(left, right);
      }

      @Override
      public S measure(E element) {
        return measure.apply(element);
      }
    };
  }
}
