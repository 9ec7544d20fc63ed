package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.edit.BatchAccumulator.Order;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stack of batches, each for the text that the one above it leaves, kept valid by transform. */
final class RebasedStack {
  /*
   * What others change lands on top, as the composed shape above the topmost entry. It sinks only when
   * needed: an entry is transformed over what is above it, and that over the entry, to lie above the
   * next one. So an edit of another costs one composition of shapes whatever the depth, and popping
   * costs the size of one entry and of what is above it. Deleted text, the heavy part, is in entries
   * only; the pastes of others weigh nothing here.
   *
   *   R1  An entry's batch is for the text before the changes above it, and leaves the text after the
   *       changes above the entry below.
   *   R2  The changes above the topmost entry leave the text as it is now.
   *   R3  weightBytes is the sum over the entries.
   */

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long weightBytes;

  private static final class Entry {
    final BatchAccumulator batch;
    EditShape above;

    Entry(EditBatch batch) {
      this.batch = new BatchAccumulator(Order.BACKWARD, EditBatch.identity(batch.lengthBefore()));
      this.batch.add(batch);
      above = EditShape.identity(batch.lengthBefore());
    }

    long weightBytes() {
      return 64 + batch.weightBytes() + above.weightBytes();
    }
  }

  int depth() {
    return entries.size();
  }

  long weightBytes() {
    return weightBytes;
  }

  void push(EditBatch batch) {
    add(new Entry(batch));
  }

  /** Puts a batch before the topmost entry's, to be popped with it as one. */
  void extendTop(EditBatch batch) {
    if (!entries.getLast().above.isIdentity()) {
      settleTop();
    }
    Entry top = entries.getLast();
    weightBytes -= top.weightBytes();
    top.batch.add(batch);
    top.above = EditShape.identity(batch.lengthBefore());
    weightBytes += top.weightBytes();
  }

  /** Takes a change of another into account. */
  void rebase(EditShape change) {
    if (!entries.isEmpty()) {
      putAbove(entries.getLast(), change);
    }
  }

  /** Returns the topmost batch as it is to be made on the text as it is now, or null. */
  @Nullable EditBatch top() {
    if (entries.isEmpty()) {
      return null;
    }
    settleTop();
    return entries.getLast().batch.composed();
  }

  /** Removes the topmost entry, which {@link #top} has returned. */
  void removeTop() {
    weightBytes -= entries.removeLast().weightBytes();
  }

  /** Removes the entry that is farthest from the top. */
  void removeOldest() {
    weightBytes -= entries.removeFirst().weightBytes();
  }

  void clear() {
    entries.clear();
    weightBytes = 0;
  }

  /** Lets what is above the topmost entry sink below it. */
  private void settleTop() {
    Entry top = entries.removeLast();
    weightBytes -= top.weightBytes();
    EditBatch batch = top.batch.composed();
    if (top.above.isIdentity()) {
      add(top);
      return;
    }
    if (!entries.isEmpty()) {
      putAbove(entries.getLast(), top.above.transform(batch.shape(), Side.RIGHT));
    }
    add(new Entry(batch.transform(top.above, Side.LEFT)));
  }

  private void putAbove(Entry entry, EditShape change) {
    weightBytes -= entry.weightBytes();
    entry.above = entry.above.compose(change);
    weightBytes += entry.weightBytes();
  }

  private void add(Entry entry) {
    entries.addLast(entry);
    weightBytes += entry.weightBytes();
  }

  void checkInvariants(int lengthNow) {
    long weight = 0;
    int length = lengthNow;
    for (Iterator<Entry> down = entries.descendingIterator(); down.hasNext(); ) {
      Entry entry = down.next();
      weight += entry.weightBytes();
      entry.above.checkInvariants();
      entry.batch.checkInvariants();
      if (entry.above.lengthAfter() != length) {
        throw new AssertionError("R1, R2: " + entry.above + " does not leave " + length);
      }
      if (entry.batch.lengthBefore() != entry.above.lengthBefore()) {
        throw new AssertionError(
            "R1: a batch for " + entry.batch.lengthBefore() + " is under " + entry.above);
      }
      length = entry.batch.lengthAfter();
    }
    if (weight != weightBytes) {
      throw new AssertionError("R3: " + weightBytes + " bytes are " + weight);
    }
  }
}
