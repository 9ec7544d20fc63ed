package dev.ropewalk.daemon.analysis;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must be changed in a text to make another of it, with as little touched as is useful. */
public final class TextDifference {
  /*
   * A formatter changes white space nearly everywhere and other things nearly nowhere. So the texts
   * are cut into tokens (a run of letters, digits and underscores, or one other code point), each
   * with the white space before it, and Myers' algorithm (1986, the variant in linear space) aligns
   * the tokens alone: its cost is the length times the number of tokens that differ, however much
   * white space does. Between aligned tokens the white space is compared; between others all of it
   * is replaced. What the texts have in common at both ends is left out first.
   *
   * Texts that have little in common cost the square; past a budget of comparisons the rest of
   * them, without the common ends, is one change.
   *
   * Invariants of the answer: changes are in order, do not touch each other, change something, and
   * split neither a surrogate pair nor a CRLF; applied together they make the new text.
   */

  /** Comparisons of tokens; some tenths of a second. */
  private static final long BUDGET = 20_000_000;

  /**
   * A part of the old text, and what takes its place.
   *
   * @param start UTF-16 units from the beginning of the old text
   * @param end behind the part; equal to {@code start} for an insertion
   */
  public record Replacement(int start, int end, String text) {}

  /** The tokens of a text: where each begins and ends, and what it is. */
  private record Tokens(int[] starts, int[] ends, List<Integer> names) {
    int size() {
      return starts.length;
    }
  }

  private static final class OverBudget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverBudget() {
      super("too different", null, false, false);
    }
  }

  private final CharSequence before;
  private final CharSequence after;
  private final long budget;
  private final List<Replacement> found = new ArrayList<>();

  private TextDifference(CharSequence before, CharSequence after, long budget) {
    this.before = before;
    this.after = after;
    this.budget = budget;
  }

  /** The changes that make {@code after} of {@code before}; none when they are equal. */
  public static List<Replacement> between(CharSequence before, CharSequence after) {
    return between(before, after, BUDGET);
  }

  static List<Replacement> between(CharSequence before, CharSequence after, long budget) {
    var difference = new TextDifference(before, after, budget);
    difference.find();
    return List.copyOf(difference.found);
  }

  private void find() {
    int most = Math.min(before.length(), after.length());
    int head = 0;
    while (head < most && before.charAt(head) == after.charAt(head)) {
      head++;
    }
    if (head == before.length() && head == after.length()) {
      return;
    }
    int tail = 0;
    while (tail < most - head
        && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
      tail++;
    }
    head = tokenBoundary(head);
    int oldEnd = before.length() - tail;
    int newEnd = after.length() - tail;
    while (oldEnd < before.length() && (joins(before, oldEnd) || joins(after, newEnd))) {
      oldEnd++;
      newEnd++;
    }
    var names = new HashMap<String, Integer>();
    Tokens old = tokens(before, head, oldEnd, names);
    Tokens made = tokens(after, head, newEnd, names);
    var compared = new long[1];
    List<Change> changes;
    try {
      changes =
          new MyersDiffWithLinearSpace<Integer>(
                  (a, b) -> {
                    if (++compared[0] > budget) {
                      throw new OverBudget();
                    }
                    return a.intValue() == b.intValue();
                  })
              .computeDiff(old.names, made.names, null);
    } catch (OverBudget e) {
      replace(head, oldEnd, head, newEnd);
      return;
    }
    int oldToken = 0;
    int newToken = 0;
    int oldAt = head;
    int newAt = head;
    for (Change change : changes) {
      while (oldToken < change.startOriginal) {
        replace(oldAt, old.starts[oldToken], newAt, made.starts[newToken]);
        oldAt = old.ends[oldToken++];
        newAt = made.ends[newToken++];
      }
      int oldNext = change.endOriginal;
      int newNext = change.endRevised;
      replace(oldAt, end(old, oldNext, oldEnd), newAt, end(made, newNext, newEnd));
      oldAt = end(old, oldNext, oldEnd);
      newAt = end(made, newNext, newEnd);
      oldToken = oldNext;
      newToken = newNext;
    }
    while (oldToken < old.size()) {
      replace(oldAt, old.starts[oldToken], newAt, made.starts[newToken]);
      oldAt = old.ends[oldToken++];
      newAt = made.ends[newToken++];
    }
    replace(oldAt, oldEnd, newAt, newEnd);
  }

  private static int end(Tokens tokens, int next, int end) {
    return next < tokens.size() ? tokens.starts[next] : end;
  }

  /** Back to where a token may begin in both texts. */
  private int tokenBoundary(int at) {
    int start = at;
    while (start > 0 && (joins(before, start) || joins(after, start))) {
      start--;
    }
    return start;
  }

  /** Whether a place is inside of something that is not to be cut. */
  private static boolean joins(CharSequence text, int at) {
    if (at <= 0 || at >= text.length()) {
      return false;
    }
    char left = text.charAt(at - 1);
    char right = text.charAt(at);
    return (isWord(left) && isWord(right))
        || (Character.isHighSurrogate(left) && Character.isLowSurrogate(right))
        || (left == '\r' && right == '\n');
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static Tokens tokens(CharSequence text, int from, int to, Map<String, Integer> names) {
    int[] starts = new int[to - from];
    int[] ends = new int[to - from];
    List<Integer> found = new ArrayList<>();
    int count = 0;
    for (int at = from; at < to; ) {
      if (isSpace(text.charAt(at))) {
        at++;
        continue;
      }
      int start = at++;
      while (at < to && joins(text, at)) {
        at++;
      }
      starts[count] = start;
      ends[count++] = at;
      found.add(names.computeIfAbsent(text.subSequence(start, at).toString(), n -> names.size()));
    }
    return new Tokens(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count), found);
  }

  /** Adds a change, without what the two parts have in common at their ends. */
  private void replace(int oldFrom, int oldTo, int newFrom, int newTo) {
    while (oldFrom < oldTo
        && newFrom < newTo
        && before.charAt(oldFrom) == after.charAt(newFrom)
        && !cuts(oldFrom + 1, newFrom + 1)) {
      oldFrom++;
      newFrom++;
    }
    while (oldTo > oldFrom
        && newTo > newFrom
        && before.charAt(oldTo - 1) == after.charAt(newTo - 1)
        && !cuts(oldTo - 1, newTo - 1)) {
      oldTo--;
      newTo--;
    }
    if (oldFrom == oldTo && newFrom == newTo) {
      return;
    }
    String text = after.subSequence(newFrom, newTo).toString();
    if (!found.isEmpty() && found.getLast().end == oldFrom) {
      Replacement last = found.removeLast();
      found.add(new Replacement(last.start, oldTo, last.text + text));
    } else {
      found.add(new Replacement(oldFrom, oldTo, text));
    }
  }

  private boolean cuts(int oldAt, int newAt) {
    return splits(before, oldAt) || splits(after, newAt);
  }

  private static boolean splits(CharSequence text, int at) {
    return at > 0
        && at < text.length()
        && ((Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at)))
            || (text.charAt(at - 1) == '\r' && text.charAt(at) == '\n'));
  }
}
