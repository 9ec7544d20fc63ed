package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.edit.Typing.Kind;
import java.time.Duration;

/** Decides which of a user's edits are undone together. */
@FunctionalInterface
public interface CoalescingRule {
  /**
   * Tells whether an edit is undone together with the one before it.
   *
   * @param previous the user's last edit, which stands as it was made
   * @param next the edit that follows it
   */
  boolean joins(Typing previous, Typing next);

  /** Returns the rule that every edit is undone alone. */
  static CoalescingRule never() {
    return (previous, next) -> false;
  }

  /**
   * Returns the usual rule: what is typed, or deleted with either key, without moving the caret and
   * without a pause is one, line by line. What replaces a selection starts a run of typing.
   *
   * @param pause how long after the edit before it an edit may come at most
   */
  static CoalescingRule typing(Duration pause) {
    long pauseNanos = pause.toNanos();
    return (previous, next) -> {
      if (next.atNanos() - previous.atNanos() > pauseNanos) {
        return false;
      }
      return switch (next.kind()) {
        case INSERT ->
            (previous.kind() == Kind.INSERT || previous.kind() == Kind.REPLACE)
                && !previous.breaksLine()
                && next.startUtf16() == previous.caretUtf16();
        case DELETE ->
            previous.kind() == Kind.DELETE
                && (next.startUtf16() == previous.caretUtf16()
                    || next.removedEndUtf16() == previous.caretUtf16());
        case REPLACE, SEVERAL -> false;
      };
    };
  }
}
