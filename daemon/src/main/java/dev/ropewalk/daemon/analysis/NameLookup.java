package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
   * A word that stands at too many places is resolved over the whole text, which is then cheaper.
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

  private NameLookup(SyntaxTree tree, QuerySource query, Text text) {
    this.tree = tree;
    this.query = query;
    this.text = text;
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
    LocalsIndex names = LocalsBuilder.of(here, this::spelled);
    int cursor = names.at(offset);
    if (cursor < 0 || names.start()[cursor] == names.end()[cursor]) {
      return LocalsIndex.EMPTY;
    }
    String word = spelled(names.start()[cursor], names.end()[cursor]);
    int[] places = places(word, maxPlaces);
    if (places.length > maxPlaces) {
      return LocalsBuilder.of(tree.captures(query, 0, length), text);
    }
    List<Entry> entries = new ArrayList<>();
    for (int place : places) {
      add(tree.captures(query, place, place + word.length()), entries);
    }
    return LocalsBuilder.of(merged(here, entries), this::spelled);
  }

  private String spelled(int start, int end) {
    return Units.window(text, start, end);
  }

  /** Where a word stands, not as a part of a longer one; one more than wanted when there are. */
  private int[] places(String word, int most) {
    String content = text.slice(0, text.lengthUtf16());
    boolean opens = joins(word.charAt(0));
    boolean closes = joins(word.charAt(word.length() - 1));
    int[] found = new int[16];
    int count = 0;
    for (int at = content.indexOf(word);
        at >= 0 && count <= most;
        at = content.indexOf(word, at + 1)) {
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

  private static void add(Captures captures, List<Entry> entries) {
    for (int i = 0; i < captures.count(); i++) {
      entries.add(
          new Entry(
              captures.startUtf16()[i],
              captures.endUtf16()[i],
              captures.pattern()[i],
              captures.name()[i]));
    }
  }

  private static Captures merged(Captures like, List<Entry> entries) {
    List<Entry> order = entries.stream().distinct().sorted().toList();
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
