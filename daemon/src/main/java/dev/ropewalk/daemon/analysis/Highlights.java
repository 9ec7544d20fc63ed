package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.Weighed;
import java.util.ArrayList;
import java.util.List;

/**
 * Where else stands what stands at a place.
 *
 * @param marks in text order
 */
public record Highlights(List<Mark> marks) implements Weighed {
  /** Nothing to mark. */
  public static final Highlights NONE = new Highlights(List.of());

  /** Copies the list. */
  public Highlights {
    marks = List.copyOf(marks);
  }

  /** What is known of a mark. */
  public enum Kind {
    TEXT,
    READ,
    WRITE
  }

  /**
   * One place.
   *
   * @param startUtf16 the first unit
   * @param endUtf16 the unit behind the last one
   */
  public record Mark(int startUtf16, int endUtf16, Kind kind) {}

  /**
   * The occurrences of the name at an offset.
   *
   * @param limit at most so many marks
   */
  static Highlights ofName(LocalsIndex locals, int offset, int limit) {
    int cursor = locals.at(offset);
    if (cursor < 0) {
      return NONE;
    }
    int wanted = locals.symbol()[cursor];
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < locals.symbol().length && marks.size() < limit; i++) {
      if (locals.symbol()[i] == wanted) {
        Kind kind = wanted < 0 ? Kind.TEXT : locals.definition()[i] ? Kind.WRITE : Kind.READ;
        marks.add(new Mark(locals.start()[i], locals.end()[i], kind));
      }
    }
    return new Highlights(marks);
  }

  /** The same word elsewhere, for a language that says nothing of names. */
  static Highlights ofWord(Text text, int offset, int limit, Pace pace) {
    String content = text.slice(0, text.lengthUtf16());
    int start = offset;
    while (start > 0 && Units.isWord(content.charAt(start - 1))) {
      start--;
    }
    int end = offset;
    while (end < content.length() && Units.isWord(content.charAt(end))) {
      end++;
    }
    if (start == end) {
      return NONE;
    }
    String word = content.substring(start, end);
    List<Mark> marks = new ArrayList<>();
    for (int at = content.indexOf(word);
        at >= 0 && marks.size() < limit;
        at = content.indexOf(word, at + word.length())) {
      pace.step();
      int behind = at + word.length();
      boolean whole =
          (at == 0 || !Units.isWord(content.charAt(at - 1)))
              && (behind == content.length() || !Units.isWord(content.charAt(behind)));
      if (whole) {
        marks.add(new Mark(at, behind, Kind.TEXT));
      }
    }
    return new Highlights(marks);
  }

  @Override
  public long weightBytes() {
    return 32 + 32L * marks.size();
  }
}
