package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.text.Text;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one user can undo and redo in a text that others change too.
 *
 * <p>Undoing takes back the user's own edits, latest group first, and leaves those of others: text
 * that another inserted into a deleted or typed range stays, and what another deleted stays
 * deleted. Groups are made by the {@link CoalescingRule}, by {@link #endRun}, and by {@link
 * #openGroup}.
 *
 * <p>Memory is bounded: what the history weighs is at most {@code maxBytes}, or its oldest groups
 * are forgotten. That bound is hard, so a single group above it cannot be undone; what an undo
 * takes away counts too, since it can be redone.
 *
 * <p>Belongs to one thread at a time. Every change of the text must be told, in order, by {@link
 * #record}, {@link #rebase}, {@link #undo} or {@link #redo}.
 */
public final class UndoHistory {
  /*
   * Two stacks of inverses, each kept valid by transform (RebasedStack): what would undo, and what
   * would redo. Making the top of one pushes its inverse on the other, read from the text as it is at
   * that time, so that a redo restores what was really taken away. Snapshots of whole texts would be
   * simpler and, with a persistent Text, cheap; they cannot keep the edits of others.
   *
   *   U1  Both stacks are valid for a text of lengthUtf16 (R2).
   *   U2  Their weight is at most maxBytes.
   *   U3  Redo is empty after an own edit.
   *   U4  In an open group, either nothing was recorded, or the top of undo is that group, or the
   *       group was forgotten for its weight and all of it is: half a group is never undone.
   *
   * References: Berlage, "A selective undo mechanism for graphical user interfaces" (1994); Sun, "Undo
   * as concurrent inverse in group editors" (2002); CodeMirror's history for what sinks lazily.
   */

  private enum Group {
    CLOSED,
    EMPTY,
    ON_TOP,
    FORGOTTEN
  }

  /**
   * A step that was undone or redone.
   *
   * @param applied what it changed, to be told to others
   * @param after the text that it left
   */
  public record Step(EditBatch applied, Text after) {}

  /** Ends the group that it was given for when closed. */
  public interface GroupScope extends AutoCloseable {
    @Override
    void close();
  }

  private final RebasedStack undo = new RebasedStack();
  private final RebasedStack redo = new RebasedStack();
  private final long maxBytes;
  private final CoalescingRule rule;
  private final LongSupplier clock;
  private int lengthUtf16;
  private @Nullable Typing last;
  private Group group = Group.CLOSED;
  private int openGroups;
  private long forgottenGroups;

  /**
   * @param lengthUtf16 the length of the text as it is now
   * @param maxBytes what the history may weigh, in bytes of heap, at least 0
   * @param rule which edits are undone together
   * @param clock tells monotonic time in nanoseconds, as {@code System::nanoTime} does
   */
  public UndoHistory(int lengthUtf16, long maxBytes, CoalescingRule rule, LongSupplier clock) {
    if (lengthUtf16 < 0 || maxBytes < 0) {
      throw new IllegalArgumentException(
          "length " + lengthUtf16 + " and bound " + maxBytes + " must be at least 0");
    }
    this.lengthUtf16 = lengthUtf16;
    this.maxBytes = maxBytes;
    this.rule = rule;
    this.clock = clock;
  }

  /**
   * Records an edit of the user. What was undone cannot be redone any more.
   *
   * @param before the text before the edit
   * @param edit the edit; one without effect is ignored
   * @throws EditBatchException when the text or the edit is of another length than told so far
   * @throws dev.ropewalk.buffers.text.TextRangeException when the edit cuts a surrogate pair
   */
  public void record(Text before, EditBatch edit) {
    checkLength("the edit", edit.lengthBefore());
    EditBatch inverse = edit.invert(before);
    if (edit.isIdentity()) {
      return;
    }
    redo.clear();
    lengthUtf16 = edit.lengthAfter();
    Typing typing = Typing.of(edit, clock.getAsLong());
    boolean joins = joinsTop(typing);
    last = typing;
    if (group == Group.FORGOTTEN) {
      return;
    }
    if (joins) {
      undo.extendTop(inverse);
    } else {
      undo.push(inverse);
    }
    if (group == Group.EMPTY) {
      group = Group.ON_TOP;
    }
    forget();
  }

  /**
   * Takes an edit of another into account.
   *
   * @throws EditBatchException when it is for a text of another length than told so far
   */
  public void rebase(EditShape edit) {
    checkLength("the edit of another", edit.lengthBefore());
    undo.rebase(edit);
    redo.rebase(edit);
    lengthUtf16 = edit.lengthAfter();
    if (last != null) {
      last = last.mapped(edit);
    }
    forget();
  }

  /** Lets the next edit start a group whatever the rule says: the caret moved, a file was saved. */
  public void endRun() {
    last = null;
  }

  /**
   * Opens a group: all edits until it is closed are undone together. Groups nest; the outermost
   * counts.
   */
  public GroupScope openGroup() {
    if (openGroups++ == 0) {
      group = Group.EMPTY;
      endRun();
    }
    return new GroupScope() {
      private boolean closed;

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          closeGroup();
        }
      }
    };
  }

  /**
   * Undoes the latest group that still has an effect.
   *
   * @param current the text as it is now
   * @return the step; empty when there is nothing to undo
   * @throws EditBatchException when the text is of another length than told so far
   * @throws IllegalStateException when a group is open
   */
  public Optional<Step> undo(Text current) {
    return move(undo, redo, current);
  }

  /** Redoes the group that was undone last, as {@link #undo}. */
  public Optional<Step> redo(Text current) {
    return move(redo, undo, current);
  }

  /** Returns how many groups can be undone; some may turn out to have no effect any more. */
  public int undoDepth() {
    return undo.depth();
  }

  /** Returns how many groups can be redone; some may turn out to have no effect any more. */
  public int redoDepth() {
    return redo.depth();
  }

  /** Returns what the history weighs, in bytes of heap, estimated from above. */
  public long weightBytes() {
    return undo.weightBytes() + redo.weightBytes();
  }

  /** Returns how many groups were forgotten to keep the bound. */
  public long forgottenGroups() {
    return forgottenGroups;
  }

  void checkInvariants() {
    undo.checkInvariants(lengthUtf16);
    redo.checkInvariants(lengthUtf16);
    if (weightBytes() > maxBytes) {
      throw new AssertionError("U2: " + weightBytes() + " bytes, allowed are " + maxBytes);
    }
    if ((group == Group.ON_TOP && undo.depth() == 0)
        || (group == Group.CLOSED) != (openGroups == 0)) {
      throw new AssertionError("U4: " + group + " in " + openGroups + " groups");
    }
  }

  private boolean joinsTop(Typing typing) {
    return switch (group) {
      case ON_TOP -> true;
      case EMPTY, FORGOTTEN -> false;
      case CLOSED -> last != null && undo.depth() > 0 && rule.joins(last, typing);
    };
  }

  private Optional<Step> move(RebasedStack from, RebasedStack to, Text current) {
    if (group != Group.CLOSED) {
      throw new IllegalStateException("a group of edits is open");
    }
    checkLength("the text", current.lengthUtf16());
    endRun();
    for (EditBatch batch = from.top(); batch != null; batch = from.top()) {
      if (batch.isIdentity()) {
        from.removeTop();
        continue;
      }
      Text after = batch.applyTo(current);
      EditBatch inverse = batch.invert(current);
      from.removeTop();
      to.push(inverse);
      lengthUtf16 = batch.lengthAfter();
      forget();
      return Optional.of(new Step(batch, after));
    }
    return Optional.empty();
  }

  private void closeGroup() {
    if (--openGroups == 0) {
      group = Group.CLOSED;
      endRun();
    }
  }

  private void forget() {
    while (weightBytes() > maxBytes) {
      // What is too heavy to be redone must not cost what can be undone.
      boolean fromRedo = redo.weightBytes() > maxBytes || undo.depth() == 0;
      (fromRedo ? redo : undo).removeOldest();
      forgottenGroups++;
      if (group == Group.ON_TOP && undo.depth() == 0) {
        group = Group.FORGOTTEN;
      }
    }
  }

  private void checkLength(String what, int itsLength) {
    if (itsLength != lengthUtf16) {
      throw EditShape.mismatch(what, itsLength, lengthUtf16);
    }
  }
}
