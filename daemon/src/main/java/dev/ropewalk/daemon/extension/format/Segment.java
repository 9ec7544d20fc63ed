package dev.ropewalk.daemon.extension.format;

import java.util.ArrayList;
import java.util.List;

/** What a pattern says of one name of a path. */
final class Segment {
  /** Any number of directories. */
  static final Segment ANY_DIRECTORIES = new Segment(List.of());

  private final List<Piece> pieces;

  /** What a pattern says of a character, or of any number of them. */
  private sealed interface Piece {}

  /** Any characters, or none. */
  private record Run() implements Piece {}

  /**
   * One character in some ranges, or in none of them.
   *
   * @param ranges first and last code point of each, in turn
   */
  private record One(boolean outside, List<Integer> ranges) implements Piece {
    boolean matches(int c) {
      for (int i = 0; i < ranges.size(); i += 2) {
        if (ranges.get(i) <= c && c <= ranges.get(i + 1)) {
          return !outside;
        }
      }
      return outside;
    }
  }

  private Segment(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a segment.
   *
   * @throws IllegalArgumentException when it is none; the message names it
   */
  static Segment of(String text) {
    if (text.equals("**")) {
      return ANY_DIRECTORIES;
    }
    int[] letters = text.codePoints().toArray();
    var pieces = new ArrayList<Piece>();
    for (int i = 0; i < letters.length; i++) {
      switch (letters[i]) {
        case '*' -> pieces.add(new Run());
        case '?' -> pieces.add(new One(true, List.of()));
        case '[' -> i = oneOf(text, letters, i + 1, pieces);
        default -> pieces.add(new One(false, List.of(letters[i], letters[i])));
      }
    }
    return new Segment(pieces);
  }

  /** Reads what is in brackets, and says where it ends. */
  private static int oneOf(String text, int[] letters, int start, List<Piece> pieces) {
    int i = start;
    boolean outside = i < letters.length && (letters[i] == '!' || letters[i] == '^');
    if (outside) {
      i++;
    }
    int first = i;
    var ranges = new ArrayList<Integer>();
    for (; i < letters.length && (letters[i] != ']' || i == first); i++) {
      boolean range = i + 2 < letters.length && letters[i + 1] == '-' && letters[i + 2] != ']';
      int last = letters[range ? i + 2 : i];
      if (last < letters[i]) {
        throw new IllegalArgumentException(
            "\"" + text + "\" has a range that ends before it begins");
      }
      ranges.add(letters[i]);
      ranges.add(last);
      i += range ? 2 : 0;
    }
    if (i >= letters.length) {
      throw new IllegalArgumentException("\"" + text + "\" has a [ without its ]");
    }
    pieces.add(new One(outside, ranges));
    return i;
  }

  /** Whether it means a name. */
  boolean matches(String name) {
    int[] letters = name.codePoints().toArray();
    boolean[] reached = new boolean[letters.length + 1];
    reached[0] = true;
    for (Piece piece : pieces) {
      boolean[] next = new boolean[reached.length];
      switch (piece) {
        case Run() -> {
          boolean open = false;
          for (int i = 0; i < reached.length; i++) {
            open |= reached[i];
            next[i] = open;
          }
        }
        case One one -> {
          for (int i = 0; i < letters.length; i++) {
            next[i + 1] = reached[i] && one.matches(letters[i]);
          }
        }
      }
      reached = next;
    }
    return reached[letters.length];
  }
}
