package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.NodeSpan;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Arrays;
import java.util.List;

/** What is selected step by step around a place. Numbers: the place. */
final class SelectionQuery extends TreeQuery<List<NodeSpan>, SelectionChain> {
  SelectionQuery(Trees trees) {
    super("selection", ResultCodecs.SELECTION, trees);
  }

  @Override
  List<NodeSpan> read(SyntaxTree tree, Subject subject, Question question) {
    return tree.ancestors(question.number(0), question.number(0));
  }

  @Override
  SelectionChain build(
      List<NodeSpan> spans, Text text, Subject subject, Question question, Pace pace) {
    int offset = question.number(0);
    int[] bounds = new int[2 * spans.size() + 2];
    int used = 0;
    for (NodeSpan span : spans) {
      boolean covers = span.startUtf16() <= offset && offset <= span.endUtf16();
      boolean larger =
          used == 0
              || (span.startUtf16() <= bounds[used - 2]
                  && span.endUtf16() >= bounds[used - 1]
                  && (span.startUtf16() < bounds[used - 2] || span.endUtf16() > bounds[used - 1]));
      if (covers && larger) {
        bounds[used++] = span.startUtf16();
        bounds[used++] = span.endUtf16();
      }
    }
    return used == 0
        ? SelectionChain.nothing(offset)
        : new SelectionChain(Arrays.copyOf(bounds, used));
  }
}
