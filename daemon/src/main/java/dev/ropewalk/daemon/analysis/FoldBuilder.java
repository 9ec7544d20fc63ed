package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Makes folds from the captures of a folds query. */
final class FoldBuilder {
  /*
   * A node that spans lines folds from its first line to its last; when the last line only closes
   * it (a bracket, an end tag, `end`) that line stays visible. Comments of one line, alone on their
   * lines, and imports fold as runs: comments on lines that follow one another, imports also over
   * one blank line. Of the ranges that begin in one line the longest is kept: a client shows one.
   */
  private static final Set<String> CLOSING_WORDS = Set.of("end", "fi", "done", "esac");
  private static final int CLOSER = 16; // units of a last line that are looked at

  private final Text text;
  private final Pace pace;
  private final List<Folds.Range> ranges = new ArrayList<>();

  private FoldBuilder(Text text, Pace pace) {
    this.text = text;
    this.pace = pace;
  }

  static Folds of(Captures captures, Text text, Pace pace) {
    return new FoldBuilder(text, pace).build(captures);
  }

  private Folds build(Captures captures) {
    int[] comments = new int[2 * captures.count()];
    int commentEnds = 0;
    Run commentRun = new Run(Folds.Kind.COMMENT, 1);
    Run importRun = new Run(Folds.Kind.IMPORTS, 2);
    for (int i = 0; i < captures.count(); i++) {
      pace.step();
      int start = captures.startUtf16()[i];
      int end = captures.endUtf16()[i];
      int startLine = text.lineOf(start);
      int endLine = lastLine(start, end);
      switch (captures.names().get(captures.name()[i])) {
        case "fold.comment" -> {
          comments[commentEnds++] = start;
          comments[commentEnds++] = end;
          if (startLine < endLine) {
            add(startLine, endLine, Folds.Kind.COMMENT);
          } else if (beginsLine(start, startLine)) {
            commentRun.line(startLine, endLine);
          }
        }
        case "fold.imports" -> importRun.line(startLine, endLine);
        case "fold.region" -> add(startLine, endLine, Folds.Kind.REGION);
        case "fold" ->
            add(startLine, closes(endLine, end) ? endLine - 1 : endLine, Folds.Kind.CODE);
        default -> {} // a helper of the query's predicates
      }
    }
    commentRun.flush();
    importRun.flush();
    return new Folds(longestByLine(ranges, pace), Arrays.copyOf(comments, commentEnds));
  }

  /** Sorts ranges by start, and keeps the longest that begins in each line. */
  static List<Folds.Range> longestByLine(List<Folds.Range> ranges, Pace pace) {
    ranges.sort(
        Comparator.comparingInt(
                (Folds.Range range) -> {
                  pace.step();
                  return range.startLine();
                })
            .thenComparing(Comparator.comparingInt(Folds.Range::endLine).reversed()));
    List<Folds.Range> kept = new ArrayList<>(ranges.size());
    int last = -1;
    for (Folds.Range range : ranges) {
      if (range.startLine() != last) {
        kept.add(range);
        last = range.startLine();
      }
    }
    return kept;
  }

  private void add(int startLine, int endLine, Folds.Kind kind) {
    if (startLine < endLine) {
      ranges.add(new Folds.Range(startLine, endLine, kind));
    }
  }

  /**
   * The last line with text of the node: one that ends at a line's start ends in the line above.
   */
  private int lastLine(int start, int end) {
    int line = text.lineOf(end);
    while (end > start && line > 0 && text.lineStart(line) >= end) {
      pace.step();
      line--;
      end = Math.max(start, text.lineEnd(line));
    }
    return line;
  }

  private boolean beginsLine(int start, int line) {
    int lineStart = text.lineStart(line);
    return start - lineStart <= 512 && Units.window(text, lineStart, start).isBlank();
  }

  private boolean closes(int line, int end) {
    int lineStart = text.lineStart(line);
    String head = Units.window(text, lineStart, Math.min(end, lineStart + 512)).stripLeading();
    String closer = head.substring(0, Math.min(head.length(), CLOSER)).stripTrailing();
    return closer.startsWith("}")
        || closer.startsWith("]")
        || closer.startsWith(")")
        || closer.startsWith("</")
        || CLOSING_WORDS.contains(closer);
  }

  /** Lines of one kind that follow one another. */
  private final class Run {
    private final Folds.Kind kind;
    private final int reach;
    private int first = -1;
    private int last = -1;

    Run(Folds.Kind kind, int reach) {
      this.kind = kind;
      this.reach = reach;
    }

    void line(int startLine, int endLine) {
      if (first < 0 || startLine > last + reach || !bridged(startLine)) {
        flush();
        first = startLine;
      }
      last = Math.max(last, endLine);
    }

    private boolean bridged(int startLine) {
      return startLine <= last + 1 || Units.lineHead(text, last + 1, 512).isBlank();
    }

    void flush() {
      if (first >= 0) {
        add(first, last, kind);
      }
      first = -1;
      last = -1;
    }
  }
}
