package dev.ropewalk.daemon.analysis;

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
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tokens of a stretch of another language, by what stands in it: {@code script} in HTML, a
 * fence in Markdown.
 */
final class InjectedTokensQuery implements Query<Tokens> {
  /*
   * Around a text's own tokens (over):
   *
   *   1  its tree tells where other languages stand, and how they are called;
   *   2  the input `languages` tells which of them are served now: a language that is installed or
   *      removed colours or bleaches every text that names it, and no other;
   *   3  each stretch is cut out, what the outer language takes of it (the > of a quotation) blanked
   *      so that every unit keeps its place, and asked for as a question about its content: an edit
   *      beside a stretch parses nothing of it again, and equal ones are parsed once;
   *   4  their tokens are laid over the text's own.
   *
   * A stretch may hold others: Markdown, HTML in it, a script in that. Levels are bounded, since a
   * grammar can inject a text as a whole into another that injects it back.
   *
   * A stretch of the text's own language is left alone: the text's own query has coloured it
   * (arguments of Rust's macros), and thousands of short ones would be parsed for little.
   *
   * A grammar that fails leaves its stretches without colours, in this revision alone.
   */
  static final InputKind LANGUAGES = new InputKind("languages", Durability.HIGH);

  private static final InputKey TABLE = new InputKey(LANGUAGES, "served");
  private static final System.Logger LOG = System.getLogger(InjectedTokensQuery.class.getName());
  private static final int MAX_DEPTH = 4;

  private final int maxStretches;
  private final Fragments fragments = new Fragments();

  /**
   * Makes the query.
   *
   * @param maxStretches that are coloured in one text
   */
  InjectedTokensQuery(int maxStretches) {
    this.maxStretches = maxStretches;
  }

  /**
   * A text around stretches.
   *
   * @param from the first unit that may have tokens
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
  public String id() {
    return "tokens-injected";
  }

  @Override
  public Codec<Tokens> codec() {
    return ResultCodecs.TOKENS;
  }

  @Override
  public int weightBytes(Tokens value, int encodedBytes) {
    return Math.clamp(value.weightBytes(), 1, Integer.MAX_VALUE);
  }

  @Override
  public Tokens compute(String argument, Reads reads) {
    Fragments.Fragment fragment =
        fragments
            .find(argument)
            .orElseThrow(() -> new NoTreeException("no open document has the stretch any more"));
    return tokens(fragment, Question.parse(argument).number(0), reads);
  }

  private Tokens tokens(Fragments.Fragment fragment, int depth, Reads reads) {
    int length = fragment.text().lengthUtf16();
    Language language = fragment.language();
    try (SyntaxSession session = language.syntax().open()) {
      session.edit(1, new DocumentText(fragment.text()), List.of());
      Coloured read =
          Trees.await(
              session.read(Priority.INTERACTIVE, tree -> Coloured.read(tree, language, 0, length)),
              reads);
      Tokens own = TokenSweep.of(read.captures(), 0, length, Pace.of(reads::poll));
      return over(
          own,
          read.injected(),
          new Around(fragment, 0, length, depth),
          stretches ->
              Trees.await(
                  session.read(
                      Priority.INTERACTIVE, tree -> InjectionReader.holes(tree, stretches)),
                  reads),
          reads);
    }
  }

  /** A stretch of a language that is served. */
  private record Served(Injected stretch, Language language) {}

  /** Lays the tokens of stretches over those of the text around them. */
  Tokens over(Tokens own, List<Injected> stretches, Around around, Holes holes, Reads reads) {
    if (stretches.isEmpty() || around.depth() >= MAX_DEPTH) {
      return own;
    }
    List<Served> served = served(stretches, around, reads);
    if (served.isEmpty()) {
      return own;
    }
    List<int[]> taken = holes.apply(served.stream().map(Served::stretch).toList());
    Pace pace = Pace.of(reads::poll);
    var upper = new TokenColumns(64);
    for (int i = 0; i < served.size(); i++) {
      Injected stretch = served.get(i).stretch();
      var fragment =
          new Fragments.Fragment(
              stretch.cut(around.text().text(), taken.get(i)), served.get(i).language());
      TokenLayers.place(
          tokens(fragment, around, reads),
          stretch.startUtf16(),
          taken.get(i),
          around.from(),
          around.to(),
          upper,
          pace);
    }
    return TokenLayers.over(own, upper.done(), pace);
  }

  /** Those that can be coloured, apart from each other: of two that overlap the first counts. */
  private List<Served> served(List<Injected> stretches, Around around, Reads reads) {
    Optional<LanguageTable> table = reads.input(TABLE, LanguageTable.class);
    var served = new ArrayList<Served>();
    int behind = 0;
    for (Injected stretch : stretches) {
      if (stretch.startUtf16() < behind || served.size() >= maxStretches) {
        continue;
      }
      Optional<Language> language =
          table
              .flatMap(known -> known.named().apply(stretch.language()))
              .filter(found -> found.queries().containsKey(QueryKind.HIGHLIGHTS))
              .filter(found -> !found.id().equals(around.text().language().id()));
      if (language.isPresent()) {
        served.add(new Served(stretch, language.get()));
        behind = stretch.endUtf16();
      }
    }
    return served;
  }

  private Tokens tokens(Fragments.Fragment fragment, Around around, Reads reads) {
    int depth = around.depth() + 1;
    String argument =
        new Question(TreeId.of(fragment.text(), fragment.language()), List.of(depth)).argument();
    try (Fragments.Hold _ = fragments.hold(argument, fragment)) {
      return reads.get(this, argument);
    } catch (NoTreeException e) {
      // Somebody asked in this run before the text was held, and a run asks once.
      return tokens(fragment, depth, reads);
    } catch (GuestException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} within {1} is without colours: {2}",
          fragment.language().id(),
          around.text().language().id(),
          e.getMessage());
      return Tokens.EMPTY;
    }
  }

  /** Stretches that are analysed now; for tests. */
  int held() {
    return fragments.count();
  }
}
