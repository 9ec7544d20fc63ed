package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.Weighed;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An analysis of a stretch of another language, by what stands in it: {@code script} in HTML, a
 * fence in Markdown.
 *
 * @param <F> what is read from a tree: plain data
 * @param <V> the result
 */
abstract class InjectedQuery<F, V extends Weighed> implements Query<V> {
  /*
   * Around a text's own result (over):
   *
   *   1  its tree tells where other languages stand, and how they are called;
   *   2  the input `languages` tells which of them are served now: a language that is installed or
   *      removed changes every text that names it, and no other;
   *   3  each stretch is cut out, what the outer language takes of it (the > of a quotation) blanked
   *      so that every unit keeps its place, and asked for as a question about its content: an edit
   *      beside a stretch parses nothing of it again, and equal ones are parsed once;
   *   4  their results are laid over the text's own.
   *
   * A stretch may hold others: Markdown, HTML in it, a script in that. Levels are bounded, since a
   * grammar can inject a text as a whole into another that injects it back.
   *
   * A stretch of the text's own language is left alone: the text's own query has looked at it
   * (arguments of Rust's macros), and thousands of short ones would be parsed for little.
   *
   * A grammar that fails leaves its stretches without results, in this revision alone.
   */
  static final InputKind LANGUAGES = new InputKind("languages", Durability.HIGH);

  private static final InputKey TABLE = new InputKey(LANGUAGES, "served");
  private static final System.Logger LOG = System.getLogger(InjectedQuery.class.getName());

  /** Texts around a stretch that is looked at. */
  static final int MAX_DEPTH = 4;

  private final String id;
  private final Codec<V> codec;
  private final V nothing;
  private final int maxStretches;
  private final List<Integer> numbers;
  private final Fragments fragments = new Fragments();

  /**
   * Makes the query.
   *
   * @param nothing the result of a stretch whose grammar fails
   * @param maxStretches that are looked at in one text
   * @param numbers settings that change results
   */
  InjectedQuery(String id, Codec<V> codec, V nothing, int maxStretches, List<Integer> numbers) {
    this.id = id;
    this.codec = codec;
    this.nothing = nothing;
    this.maxStretches = maxStretches;
    this.numbers = List.copyOf(numbers);
  }

  /** Whether a stretch is looked at, of a language that is served. */
  abstract boolean takes(Injected stretch, Language language);

  /** Reads the tree of a whole stretch; on the guest's lane. */
  abstract Mixed<F> read(SyntaxTree tree, Language language, int length);

  /** Makes the result of a stretch by itself. */
  abstract V build(F facts, Text text, Pace pace);

  /**
   * Lays results of stretches over that of the text around them.
   *
   * @param inner by place, apart from each other
   */
  abstract V merge(V own, List<Inner<V>> inner, Around around, Pace pace);

  /**
   * The result of a stretch by itself.
   *
   * @param holes what the text around takes of it: first unit and unit behind the last one by
   *     turns, ascending, in that text
   */
  record Inner<V>(V result, Injected stretch, int[] holes) {}

  /**
   * A text around stretches.
   *
   * @param from the first unit that is asked for
   * @param to the unit behind the last such one
   * @param depth how many texts are around it
   */
  record Around(Fragments.Fragment text, int from, int to, int depth) {}

  /** Asks the tree of the text around for what it takes of stretches. */
  @FunctionalInterface
  interface Holes extends Function<List<Injected>, List<int[]>> {}

  /** The write after which the languages are those of a table. */
  static InputWrite served(LanguageTable table) {
    return InputWrite.set(
        TABLE,
        Fingerprint.of(new CanonicalWriter().putString(table.digest()).toBytes()),
        table,
        Durability.HIGH);
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Codec<V> codec() {
    return codec;
  }

  @Override
  public final int weightBytes(V value, int encodedBytes) {
    return Math.clamp(value.weightBytes(), 1, Integer.MAX_VALUE);
  }

  @Override
  public final V compute(String argument, Reads reads) {
    Fragments.Fragment fragment =
        fragments
            .find(argument)
            .orElseThrow(() -> new NoTreeException("no open document has the stretch any more"));
    return within(fragment, Question.parse(argument).number(0), reads);
  }

  private V within(Fragments.Fragment fragment, int depth, Reads reads) {
    int length = fragment.text().lengthUtf16();
    Language language = fragment.language();
    try (SyntaxSession session = language.syntax().open()) {
      session.edit(1, new DocumentText(fragment.text()), List.of());
      Mixed<F> mixed =
          Trees.await(
              session.read(Priority.INTERACTIVE, tree -> read(tree, language, length)), reads);
      V own = build(mixed.facts(), fragment.text(), Pace.of(reads::poll));
      return over(
          own,
          mixed.injected(),
          new Around(fragment, 0, length, depth),
          stretches ->
              Trees.await(
                  session.read(
                      Priority.INTERACTIVE, tree -> InjectionReader.holes(tree, stretches)),
                  reads),
          reads);
    }
  }

  /** Lays the results of stretches over that of the text around them. */
  final V over(V own, List<Injected> stretches, Around around, Holes holes, Reads reads) {
    if (stretches.isEmpty() || around.depth() >= MAX_DEPTH) {
      return own;
    }
    Optional<LanguageTable> table = reads.input(TABLE, LanguageTable.class);
    List<Served> served =
        Served.of(
            stretches,
            around.text().language(),
            maxStretches,
            name -> table.flatMap(known -> known.named().apply(name)),
            this::takes);
    if (served.isEmpty()) {
      return own;
    }
    List<int[]> taken = holes.apply(Served.stretches(served));
    var inner = new ArrayList<Inner<V>>(served.size());
    for (int i = 0; i < served.size(); i++) {
      Injected stretch = served.get(i).stretch();
      var fragment =
          new Fragments.Fragment(
              stretch.cut(around.text().text(), taken.get(i)), served.get(i).language());
      inner.add(new Inner<>(within(fragment, around, reads), stretch, taken.get(i)));
    }
    return merge(own, inner, around, Pace.of(reads::poll));
  }

  private V within(Fragments.Fragment fragment, Around around, Reads reads) {
    int depth = around.depth() + 1;
    var asked = new ArrayList<Integer>(numbers);
    asked.addFirst(depth);
    String argument =
        new Question(TreeId.of(fragment.text(), fragment.language()), asked).argument();
    try (Fragments.Hold _ = fragments.hold(argument, fragment)) {
      return reads.get(this, argument);
    } catch (NoTreeException e) {
      // Somebody asked in this run before the text was held, and a run asks once.
      return within(fragment, depth, reads);
    } catch (GuestException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} within {1} is left out of {2}: {3}",
          fragment.language().id(),
          around.text().language().id(),
          id,
          e.getMessage());
      return nothing;
    }
  }

  /** Stretches that are analysed now; for tests. */
  final int held() {
    return fragments.count();
  }
}
