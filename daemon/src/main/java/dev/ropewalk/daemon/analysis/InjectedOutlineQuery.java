package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of stretches of other languages that are parts of their text, as scripts of a page;
 * samples, as fences in Markdown, have none that a reader of the text would look for.
 */
final class InjectedOutlineQuery extends InjectedQuery<Matches, Outline> {
  InjectedOutlineQuery(int maxStretches) {
    super("outline-injected", ResultCodecs.OUTLINE, Outline.EMPTY, maxStretches, List.of());
  }

  /** What a language tells its symbols by; null when it does not. */
  static @Nullable QuerySource sourceOf(Language language) {
    QuerySource own = language.queries().get(QueryKind.OUTLINE);
    return own != null ? own : language.queries().get(QueryKind.TAGS);
  }

  @Override
  boolean takes(Injected stretch, Language language) {
    return !stretch.named() && sourceOf(language) != null;
  }

  @Override
  Mixed<Matches> read(SyntaxTree tree, Language language, int length) {
    return new Mixed<>(
        tree.matches(Objects.requireNonNull(sourceOf(language)), 0, length),
        InjectionReader.read(tree, language, 0, length));
  }

  @Override
  Outline build(Matches matches, Text text, Pace pace) {
    return OutlineBuilder.of(matches, text, pace);
  }

  @Override
  Outline merge(Outline own, List<Inner<Outline>> inner, Around around, Pace pace) {
    var moved = new ArrayList<Outline.Symbol>();
    for (Inner<Outline> each : inner) {
      for (Outline.Symbol root : each.result().roots()) {
        moved.add(moved(root, each.stretch().startUtf16(), pace));
      }
    }
    return moved.isEmpty() ? own : new Outline(placed(own.roots(), moved, pace));
  }

  private static Outline.Symbol moved(Outline.Symbol symbol, int by, Pace pace) {
    pace.step();
    return new Outline.Symbol(
        symbol.name(),
        symbol.detail(),
        symbol.kind(),
        symbol.startUtf16() + by,
        symbol.endUtf16() + by,
        symbol.nameStartUtf16() + by,
        symbol.nameEndUtf16() + by,
        symbol.children().stream().map(child -> moved(child, by, pace)).toList());
  }

  /**
   * Puts each into the innermost symbol around it.
   *
   * @param added in text order
   */
  private static List<Outline.Symbol> placed(
      List<Outline.Symbol> own, List<Outline.Symbol> added, Pace pace) {
    var all = new ArrayList<Outline.Symbol>(own.size() + added.size());
    int next = 0;
    for (Outline.Symbol symbol : own) {
      pace.step();
      while (next < added.size() && added.get(next).startUtf16() < symbol.startUtf16()) {
        all.add(added.get(next++));
      }
      int first = next;
      while (next < added.size() && added.get(next).endUtf16() <= symbol.endUtf16()) {
        next++;
      }
      all.add(first == next ? symbol : with(symbol, added.subList(first, next), pace));
    }
    all.addAll(added.subList(next, added.size()));
    all.sort(Comparator.comparingInt(Outline.Symbol::startUtf16));
    return all;
  }

  private static Outline.Symbol with(Outline.Symbol symbol, List<Outline.Symbol> added, Pace pace) {
    return new Outline.Symbol(
        symbol.name(),
        symbol.detail(),
        symbol.kind(),
        symbol.startUtf16(),
        symbol.endUtf16(),
        symbol.nameStartUtf16(),
        symbol.nameEndUtf16(),
        placed(symbol.children(), added, pace));
  }
}
