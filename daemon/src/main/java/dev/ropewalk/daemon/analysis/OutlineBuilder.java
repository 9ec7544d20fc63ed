package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Matches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an outline from the matches of an outline (or tags) query. */
public final class OutlineBuilder {
  /*
   * Each match has one @definition.<kind>, one @name, perhaps a @detail. Containment gives the
   * hierarchy: after sorting by (start, -end) a stack of open symbols holds exactly the ancestors
   * of the next one. Two patterns that find one name make one symbol, of the later pattern. A depth
   * bound keeps hostile nesting from becoming deep recursion in whoever walks the result.
   */
  private static final String DEFINITION = "definition.";
  private static final int MAX_DEPTH = 128;
  private static final int MAX_NAME = 256; // units; a longer name is cut
  private static final int MAX_DETAIL = 160; // units

  private final Text text;
  private final Pace pace;

  private OutlineBuilder(Text text, Pace pace) {
    this.text = text;
    this.pace = pace;
  }

  /** The outline that matches of a whole text make. */
  public static Outline of(Matches matches, Text text, Pace pace) {
    return new OutlineBuilder(text, pace).build(matches);
  }

  private Outline build(Matches matches) {
    Map<Long, Draft> byName = new LinkedHashMap<>();
    for (int m = 0; m < matches.count(); m++) {
      pace.step();
      Draft draft = draft(matches, m);
      if (draft != null) {
        byName.merge(
            ((long) draft.nameStart << 32) | draft.nameEnd,
            draft,
            (a, b) -> b.pattern >= a.pattern ? b : a);
      }
    }
    List<Draft> drafts = new ArrayList<>(byName.values());
    drafts.sort(
        Comparator.comparingInt(
                (Draft d) -> {
                  pace.step();
                  return d.start;
                })
            .thenComparing(Comparator.comparingInt((Draft d) -> d.end).reversed())
            .thenComparingInt(d -> d.nameStart));
    List<Draft> roots = new ArrayList<>();
    Deque<Draft> open = new ArrayDeque<>();
    for (Draft draft : drafts) {
      pace.step();
      while (!open.isEmpty() && !open.peek().contains(draft)) {
        open.pop();
      }
      Draft parent = open.peek();
      (parent == null ? roots : parent.children).add(draft);
      if (open.size() < MAX_DEPTH) {
        open.push(draft);
      }
    }
    return new Outline(roots.stream().map(this::symbol).toList());
  }

  private static @Nullable Draft draft(Matches matches, int m) {
    Draft draft = new Draft(matches.pattern()[m]);
    for (int c = matches.first()[m]; c < matches.first()[m + 1]; c++) {
      String capture = matches.names().get(matches.name()[c]);
      int start = matches.startUtf16()[c];
      int end = matches.endUtf16()[c];
      if (capture.startsWith(DEFINITION)) {
        draft.kind = SymbolKind.ofCapture(capture.substring(DEFINITION.length()));
        draft.start = start;
        draft.end = end;
        draft.found |= 1;
      } else if (capture.equals("name")) {
        draft.nameStart = start;
        draft.nameEnd = end;
        draft.found |= 2;
      } else if (capture.equals("detail")) {
        draft.detailStart = start;
        draft.detailEnd = end;
      }
    }
    if (draft.found != 3) {
      return null;
    }
    draft.start = Math.min(draft.start, draft.nameStart);
    draft.end = Math.max(draft.end, draft.nameEnd);
    return draft;
  }

  private Outline.Symbol symbol(Draft draft) {
    pace.step();
    String name = oneLine(draft.nameStart, draft.nameEnd, MAX_NAME);
    return new Outline.Symbol(
        name.isEmpty() ? "(unnamed)" : name,
        oneLine(draft.detailStart, draft.detailEnd, MAX_DETAIL),
        draft.kind,
        draft.start,
        draft.end,
        draft.nameStart,
        draft.nameEnd,
        draft.children.stream().map(this::symbol).toList());
  }

  private String oneLine(int start, int end, int max) {
    String raw = Units.window(text, start, Math.min(end, start + 2 * max));
    String line = raw.replaceAll("\\s+", " ").strip();
    if (line.length() <= max && end - start <= 2 * max) {
      return line;
    }
    int cut = Math.min(line.length(), max);
    return line.substring(0, Character.isHighSurrogate(line.charAt(cut - 1)) ? cut - 1 : cut) + '…';
  }

  private static final class Draft {
    private final int pattern;
    private final List<Draft> children = new ArrayList<>();
    private SymbolKind kind = SymbolKind.VARIABLE;
    private int start;
    private int end;
    private int nameStart;
    private int nameEnd;
    private int detailStart;
    private int detailEnd;
    private int found;

    Draft(int pattern) {
      this.pattern = pattern;
    }

    boolean contains(Draft other) {
      return start <= other.start
          && other.end <= end
          && !(start == other.start && end == other.end);
    }
  }
}
