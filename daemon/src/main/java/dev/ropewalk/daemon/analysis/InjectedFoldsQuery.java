package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What folds in stretches of other languages. */
final class InjectedFoldsQuery extends InjectedQuery<Captures, Folds> {
  InjectedFoldsQuery(int maxStretches) {
    super("folds-injected", ResultCodecs.FOLDS, Folds.EMPTY, maxStretches, List.of());
  }

  @Override
  boolean takes(Injected stretch, Language language) {
    return language.queries().containsKey(QueryKind.FOLDS);
  }

  @Override
  Mixed<Captures> read(SyntaxTree tree, Language language, int length) {
    return new Mixed<>(
        tree.captures(Objects.requireNonNull(language.queries().get(QueryKind.FOLDS)), 0, length),
        InjectionReader.read(tree, language, 0, length));
  }

  @Override
  Folds build(Captures captures, Text text, Pace pace) {
    return FoldBuilder.of(captures, text, pace);
  }

  @Override
  Folds merge(Folds own, List<Inner<Folds>> inner, Around around, Pace pace) {
    var ranges = new ArrayList<>(own.ranges());
    var comments = new ArrayList<int[]>();
    comments.add(own.comments());
    for (Inner<Folds> each : inner) {
      int place = each.stretch().startUtf16();
      int line = around.text().text().lineOf(place);
      for (Folds.Range range : each.result().ranges()) {
        pace.step();
        ranges.add(new Folds.Range(range.startLine() + line, range.endLine() + line, range.kind()));
      }
      int[] moved = each.result().comments().clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += place;
      }
      comments.add(moved);
    }
    return new Folds(FoldBuilder.longestByLine(ranges, pace), Spans.sorted(comments));
  }
}
