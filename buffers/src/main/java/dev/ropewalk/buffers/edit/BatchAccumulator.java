package dev.ropewalk.buffers.edit;

import java.util.ArrayList;

/** Composes many batches, one after another, at O(n log n) for all instead of O(n²). */
final class BatchAccumulator {
  /*
   * Composing each new batch with all before it would copy what has grown again and again. Parts are
   * kept instead, the oldest first, each more than twice as heavy as the next (Q1), and neighbours are
   * composed when that fails: associativity allows it, and each byte is copied once for each doubling.
   * A run of typing, whose inverse stays small, is one part all the time.
   */

  enum Order {
    /** What is added is made after what was. */
    FORWARD,
    /** What is added is made before what was, as inverses are. */
    BACKWARD
  }

  private final Order order;
  private final ArrayList<EditBatch> parts = new ArrayList<>();
  private final EditBatch neutral;
  private long weightBytes; // Q2: the sum over the parts

  /**
   * @param neutral the composition of nothing
   */
  BatchAccumulator(Order order, EditBatch neutral) {
    this.order = order;
    this.neutral = neutral;
  }

  void add(EditBatch batch) {
    EditBatch added = batch;
    while (!parts.isEmpty() && parts.getLast().weightBytes() <= 2 * added.weightBytes()) {
      EditBatch older = parts.removeLast();
      weightBytes -= older.weightBytes();
      added = pair(older, added);
    }
    parts.add(added);
    weightBytes += added.weightBytes();
  }

  /** Returns the composition of all that was added. */
  EditBatch composed() {
    if (parts.isEmpty()) {
      return neutral;
    }
    while (parts.size() > 1) {
      EditBatch newer = parts.removeLast();
      parts.set(parts.size() - 1, pair(parts.getLast(), newer));
    }
    weightBytes = parts.getFirst().weightBytes();
    return parts.getFirst();
  }

  /** Returns the weight of all parts. */
  long weightBytes() {
    return weightBytes;
  }

  int lengthBefore() {
    return first().lengthBefore();
  }

  int lengthAfter() {
    return last().lengthAfter();
  }

  void checkInvariants() {
    long weight = 0;
    EditBatch older = null;
    for (EditBatch part : parts) {
      part.checkInvariants();
      if (older != null && older.weightBytes() <= 2 * part.weightBytes()) {
        throw new AssertionError("Q1: " + older.weightBytes() + ", " + part.weightBytes());
      }
      weight += part.weightBytes();
      older = part;
    }
    if (weight != weightBytes) {
      throw new AssertionError("Q2: " + weightBytes + " bytes are " + weight);
    }
  }

  /** Returns the part that is made first. */
  private EditBatch first() {
    return parts.isEmpty() ? neutral : order == Order.FORWARD ? parts.getFirst() : parts.getLast();
  }

  /** Returns the part that is made last. */
  private EditBatch last() {
    return parts.isEmpty() ? neutral : order == Order.FORWARD ? parts.getLast() : parts.getFirst();
  }

  private EditBatch pair(EditBatch older, EditBatch newer) {
    return order == Order.FORWARD ? older.compose(newer) : newer.compose(older);
  }
}
