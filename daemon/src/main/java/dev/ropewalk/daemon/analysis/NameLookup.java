package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Resolves the name at a place by looking at few places of a tree. */
final class NameLookup {
  /*
   * Goal: an answer after every edit without a walk over the whole tree. A locals query over 5,000
   * lines costs the guest 35 to 50 ms, most of it for walking; over one name 0.03 to 0.1 ms.
   *
   * What a name means depends only on where the same word stands, on the captures there, and on the
   * scopes around those places (L6 of LocalsBuilder). A query over a range gives every capture that
   * touches the range, so outer scopes too, of matches that may reach beyond it. So: the captures at
   * the place tell the name; a search of the text finds the places of the word; the query runs over
   * each; what it gave is merged into text order without repetition, and resolved by the very
   * builder that resolves a whole text. NameLookupTest compares both.
   *
   * Scopes are tried from the inside out, so that a local variable costs what its function holds: a
   * definition that belongs to a scope stands in it, and so does all that can refer to it, unless it
   * is of a kind that is found from afar (L6). A word that stands at too many places is resolved
   * over the whole text, which is then cheaper.
   *
   * Cost: O(text) for the search, O(places × (depth + siblings)) in the guest.
   */
  static final int MAX_PLACES = 256; // about as dear as the whole text of 5,000 lines

  /** A capture, comparable in the order of a query over a whole text. */
  private record Entry(int start, int end, int pattern, int name) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byStart = Integer.compare(start, other.start);
      int byEnd = byStart != 0 ? byStart : Integer.compare(other.end, end);
      int byPattern = byEnd != 0 ? byEnd : Integer.compare(pattern, other.pattern);
      return byPattern != 0 ? byPattern : Integer.compare(name, other.name);
    }
  }

  private final SyntaxTree tree;
  private final QuerySource query;
  private final Text text;
  private final Pace pace;

  private NameLookup(SyntaxTree tree, QuerySource query, Text text) {
    this.tree = tree;
    this.query = query;
    this.text = text;
    pace = Pace.of(tree::poll);
  }

  /**
   * The names that are spelled as the one at an offset; others may be among them, resolved or not.
   * Empty when no name is there.
   *
   * @param text the very text of the tree
   */
  static LocalsIndex at(SyntaxTree tree, QuerySource query, Text text, int offset, int maxPlaces) {
    return new NameLookup(tree, query, text).resolve(offset, maxPlaces);
  }

  private LocalsIndex resolve(int offset, int maxPlaces) {
    int length = text.lengthUtf16();
    Captures here = tree.captures(query, Math.max(0, offset - 1), Math.min(length, offset + 1));
    LocalsIndex names = LocalsBuilder.of(here, this::spelled, pace);
    int cursor = names.at(offset);
    if (cursor < 0 || names.start()[cursor] == names.end()[cursor]) {
      return LocalsIndex.EMPTY;
    }
    String word = spelled(names.start()[cursor], names.end()[cursor]);
    int[] places = places(word);
    Set<Entry> entries = new HashSet<>();
    boolean[] seen = new boolean[places.length];
    int looked = 0;
    for (Extent scope : scopesFromInside(here, offset)) {
      for (int p = 0; p < places.length; p++) {
        pace.step();
        if (!seen[p] && scope.start() <= places[p] && places[p] < scope.end()) {
          if (looked++ == maxPlaces) {
            return LocalsBuilder.of(tree.captures(query, 0, length), text, pace);
          }
          seen[p] = true;
          add(tree.captures(query, places[p], places[p] + word.length()), entries);
        }
      }
      LocalsIndex found = LocalsBuilder.of(merged(here, entries), this::spelled, pace);
      if (scope.isAll() || isConfined(found, found.at(offset))) {
        return found;
      }
    }
    throw new IllegalStateException("the last scope is the whole text");
  }

  private record Extent(int start, int end) {
    static final Extent ALL = new Extent(0, Integer.MAX_VALUE);

    boolean isAll() {
      return equals(ALL);
    }
  }

  /** The scopes around an offset, the innermost first, the text itself last. */
  private static List<Extent> scopesFromInside(Captures here, int offset) {
    List<Extent> scopes = new ArrayList<>();
    scopes.add(Extent.ALL);
    for (int i = 0; i < here.count(); i++) {
      if (here.names().get(here.name()[i]).equals(LocalsBuilder.SCOPE)
          && here.startUtf16()[i] <= offset
          && offset <= here.endUtf16()[i]) {
        scopes.add(new Extent(here.startUtf16()[i], here.endUtf16()[i]));
      }
    }
    return scopes.reversed();
  }

  /** Whether a name is resolved, and nothing outside of what was looked at can mean the same. */
  private static boolean isConfined(LocalsIndex found, int cursor) {
    return cursor >= 0
        && found.symbol()[cursor] >= 0
        && !LocalsBuilder.isFoundFromAfar(found.symbols().get(found.symbol()[cursor]).kind());
  }

  private String spelled(int start, int end) {
    return Units.window(text, start, end);
  }

  /** Where a word stands, not as a part of a longer one. */
  private int[] places(String word) {
    String content = text.slice(0, text.lengthUtf16());
    boolean opens = joins(word.charAt(0));
    boolean closes = joins(word.charAt(word.length() - 1));
    int[] found = new int[16];
    int count = 0;
    for (int at = content.indexOf(word); at >= 0; at = content.indexOf(word, at + 1)) {
      pace.step();
      int behind = at + word.length();
      boolean inside =
          (opens && at > 0 && joins(content.charAt(at - 1)))
              || (closes && behind < content.length() && joins(content.charAt(behind)));
      if (!inside) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = at;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** A dollar sign stands before the names of some languages and is no part of them. */
  private static boolean joins(char unit) {
    return unit != '$' && Units.isWord(unit);
  }

  private static void add(Captures captures, Set<Entry> entries) {
    for (int i = 0; i < captures.count(); i++) {
      entries.add(
          new Entry(
              captures.startUtf16()[i],
              captures.endUtf16()[i],
              captures.pattern()[i],
              captures.name()[i]));
    }
  }

  private static Captures merged(Captures like, Set<Entry> entries) {
    List<Entry> order = entries.stream().sorted().toList();
    return new Captures(
        order.size(),
        order.stream().mapToInt(Entry::start).toArray(),
        order.stream().mapToInt(Entry::end).toArray(),
        order.stream().mapToInt(Entry::name).toArray(),
        order.stream().mapToInt(Entry::pattern).toArray(),
        like.names(),
        like.properties());
  }
}
