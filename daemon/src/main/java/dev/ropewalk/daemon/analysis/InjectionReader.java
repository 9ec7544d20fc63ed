package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.NodeSpan;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads from a tree where another language stands in it, as tree-sitter's injection queries tell:
 * {@code @injection.content}, its language by {@code @injection.language} or {@code #set!}, and
 * {@code injection.include-children}. Each content is taken by itself, also where {@code
 * injection.combined} is set.
 */
final class InjectionReader {
  /** Units of a name with what stands around it. */
  private static final int MAX_WRITTEN = 256;

  /** Nodes of one walk; behind the last one a stretch is taken as a whole. */
  private static final int MAX_NODES = 200_000;

  /** Units between two stretches that one walk goes over: some twenty lines. */
  private static final int NEIGHBOURS = 1_000;

  private InjectionReader() {}

  /** The stretches that touch {@code [from, to)}, by start; they may overlap. */
  static List<Injected> read(SyntaxTree tree, Language language, int from, int to) {
    QuerySource source = language.queries().get(QueryKind.INJECTIONS);
    if (source == null) {
      return List.of();
    }
    Matches matches = tree.matches(source, from, to);
    var found = new ArrayList<Injected>();
    for (int match = 0; match < matches.count(); match++) {
      tree.poll();
      int written = captured(matches, match, "injection.language");
      addContents(matches, match, name(tree.text(), matches, match, written), written >= 0, found);
    }
    found.sort(Comparator.comparingInt(Injected::startUtf16));
    return List.copyOf(found);
  }

  private static void addContents(
      Matches matches, int match, String name, boolean named, List<Injected> found) {
    if (name.isEmpty()) {
      return;
    }
    boolean whole =
        matches
            .properties()
            .get(matches.pattern()[match])
            .containsKey("injection.include-children");
    for (int i = matches.first()[match]; i < matches.first()[match + 1]; i++) {
      int start = matches.startUtf16()[i];
      int end = matches.endUtf16()[i];
      if (start < end && is(matches, i, "injection.content")) {
        found.add(new Injected(name, start, end, named, whole));
      }
    }
  }

  private static String name(GuestText text, Matches matches, int match, int written) {
    if (written >= 0) {
      int start = matches.startUtf16()[written];
      int end = Math.min(matches.endUtf16()[written], start + MAX_WRITTEN);
      return Injected.name(text.slice(start, end));
    }
    Map<String, String> properties = matches.properties().get(matches.pattern()[match]);
    return Injected.name(properties.getOrDefault("injection.language", ""));
  }

  /** The first capture of a match that has a name, or -1. */
  private static int captured(Matches matches, int match, String name) {
    for (int i = matches.first()[match]; i < matches.first()[match + 1]; i++) {
      if (is(matches, i, name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean is(Matches matches, int capture, String name) {
    return matches.names().get(matches.name()[capture]).equals(name);
  }

  /**
   * For each stretch what of it the text's own language takes: first unit and unit behind the last
   * one by turns, ascending, within the stretch.
   *
   * @param stretches by start, apart from each other
   */
  static List<int[]> holes(SyntaxTree tree, List<Injected> stretches) {
    // Each walk descends from the root past all that is before it, so neighbours share one.
    var all = new ArrayList<int[]>(stretches.size());
    for (int from = 0; from < stretches.size(); ) {
      int to = from + 1;
      while (to < stretches.size()
          && stretches.get(to).startUtf16() - stretches.get(to - 1).endUtf16() <= NEIGHBOURS) {
        to++;
      }
      addHoles(tree, stretches.subList(from, to), all);
      from = to;
    }
    return all;
  }

  private static void addHoles(SyntaxTree tree, List<Injected> stretches, List<int[]> all) {
    List<NodeSpan> nodes =
        stretches.stream().allMatch(Injected::whole)
            ? List.of()
            : tree.named(
                stretches.getFirst().startUtf16(), stretches.getLast().endUtf16(), MAX_NODES);
    int next = 0;
    for (Injected stretch : stretches) {
      var holes = new Holes(stretch);
      while (next < nodes.size() && nodes.get(next).startUtf16() < stretch.endUtf16()) {
        holes.node(nodes.get(next++));
      }
      all.add(holes.done());
    }
  }

  /** The outermost nodes within one stretch, from nodes in text order. */
  private static final class Holes {
    private final Injected stretch;
    private int behind;
    private int[] bounds = new int[0];
    private int count;

    Holes(Injected stretch) {
      this.stretch = stretch;
      behind = stretch.startUtf16();
    }

    void node(NodeSpan node) {
      int start = node.startUtf16();
      int end = node.endUtf16();
      boolean within = behind <= start && start < end && end <= stretch.endUtf16();
      boolean all = start == stretch.startUtf16() && end == stretch.endUtf16();
      if (stretch.whole() || !within || all) {
        return; // around it, beside it, itself, or in a child that was there before
      }
      if (count == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * count + 8);
      }
      behind = end;
      bounds[count++] = start;
      bounds[count++] = end;
    }

    int[] done() {
      return Arrays.copyOf(bounds, count);
    }
  }
}
