package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.Weighed;
import dev.ropewalk.wasm.treesitter.SyntaxReader;
import dev.ropewalk.wasm.treesitter.SyntaxTree;

/**
 * An analysis of one text: reads its tree, and makes the result of what that gave and of the text.
 *
 * @param <R> what is read from the tree: plain data
 * @param <V> the result
 */
abstract class TreeQuery<R, V extends Weighed> implements Query<V> {
  private final String id;
  private final Codec<V> codec;
  private final Trees trees;

  TreeQuery(String id, Codec<V> codec, Trees trees) {
    this.id = id;
    this.codec = codec;
    this.trees = trees;
  }

  /** What was read, and the document's text and language, which the tree's id determines. */
  private record Seen<R>(R facts, Subject subject) {}

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Codec<V> codec() {
    return codec;
  }

  @Override
  public final V compute(String argument, Reads reads) {
    Question question = Question.parse(argument);
    Seen<R> seen =
        trees.read(
            question.tree(),
            reads,
            (tree, subject) -> new Seen<>(read(tree, subject, question), subject));
    V built =
        build(
            seen.facts(),
            seen.subject().snapshot().text(),
            seen.subject(),
            question,
            Pace.of(reads::poll));
    return complete(built, seen.facts(), seen.subject(), question, reads);
  }

  @Override
  public final int weightBytes(V value, int encodedBytes) {
    return Math.clamp(value.weightBytes(), 1, Integer.MAX_VALUE);
  }

  /** Reads the tree; on the guest's lane, so only what needs the tree. */
  abstract R read(SyntaxTree tree, Subject subject, Question question);

  /**
   * Makes the result; on the thread of the run.
   *
   * @param pace for loops that are as long as the text
   */
  abstract V build(R facts, Text text, Subject subject, Question question, Pace pace);

  /** Adds what comes of other queries; for most there is nothing. On the thread of the run. */
  V complete(V built, R facts, Subject subject, Question question, Reads reads) {
    return built;
  }

  /** Reads the tree once more. */
  final <T> T readAgain(Question question, Reads reads, SyntaxReader<T> reader) {
    return trees.read(question.tree(), reads, (tree, subject) -> reader.read(tree));
  }
}
