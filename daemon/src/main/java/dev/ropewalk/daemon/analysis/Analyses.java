package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.document.SizeStep;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.Run;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxReader;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Every analysis of a document, as queries of the engine that are named by content. A call made
 * while the snapshot is the document's newest is answered from it, whatever edits follow. Documents
 * with equal texts share their results. Cancelling a future stops the guest when nobody else waits
 * for the result; who does gets it all the same.
 */
public final class Analyses {
  /** The ids of queries whose results are of a place in a text. */
  public static final Set<String> OF_PLACES =
      Set.of("hover", "highlights", "selection", "tokens-range");

  private final Engine engine;
  private final AnalysisSettings settings;
  private final Executor executor;
  private final Trees trees = new Trees();
  private final Query<Diagnostics> diagnostics;
  private final Query<Outline> outline;
  private final Query<Folds> folds;
  private final List<InjectedQuery<?, ?>> injected;
  private final AtomicReference<String> languages = new AtomicReference<>("");
  private final List<Runnable> recoloured = new CopyOnWriteArrayList<>();
  private final TokensQuery tokens;
  private final TokensQuery tokensOfRange;
  private final SelectionQuery selection = new SelectionQuery(trees);
  private final HighlightsQuery highlights = new HighlightsQuery(trees);
  private final HoverQuery hover = new HoverQuery(trees);
  private final ImportsQuery imports = new ImportsQuery(trees);

  /**
   * Makes the front.
   *
   * @param executor where results are awaited: it must have a thread for each call, as virtual ones
   *     do
   */
  public Analyses(Engine engine, AnalysisSettings settings, Executor executor) {
    this.engine = engine;
    this.settings = settings;
    this.executor = executor;
    var injectedDiagnostics = new InjectedDiagnosticsQuery(settings);
    diagnostics = new MixedQuery<>("diagnostics", trees, injectedDiagnostics);
    var injectedOutline = new InjectedOutlineQuery(settings.maxInjections());
    outline = new MixedQuery<>("outline", trees, injectedOutline);
    var injectedFolds = new InjectedFoldsQuery(settings.maxInjections());
    folds = new MixedQuery<>("folds", trees, injectedFolds);
    var injectedTokens = new InjectedTokensQuery(settings.maxInjections());
    tokens = new TokensQuery("tokens", trees, injectedTokens);
    tokensOfRange = new TokensQuery("tokens-range", trees, injectedTokens);
    injected = List.of(injectedDiagnostics, injectedOutline, injectedFolds, injectedTokens);
    engine.know(queries(), List.of(Trees.DRIFTED, InjectedQuery.LANGUAGES));
  }

  /** The queries that analyse one text; every one of a small fixed set. */
  public List<Query<?>> queries() {
    var all =
        new ArrayList<Query<?>>(
            List.of(
                diagnostics,
                outline,
                folds,
                tokens,
                tokensOfRange,
                selection,
                highlights,
                hover,
                imports));
    all.addAll(injected);
    return all;
  }

  /** Takes the languages that may stand within texts of others; none do before the first call. */
  public void languagesChanged(LanguageTable table) {
    engine.write(List.of(InjectedQuery.served(table)));
    if (!table.digest().equals(languages.getAndSet(table.digest()))) {
      recoloured.forEach(Runnable::run);
    }
  }

  /** Has somebody hear when texts may have other tokens than before, until the answer is closed. */
  public AutoCloseable whenRecoloured(Runnable listener) {
    recoloured.add(listener);
    return () -> recoloured.remove(listener);
  }

  /** The syntax errors. */
  public CompletableFuture<Diagnostics> diagnostics(Subject subject) {
    return ask(
        subject, diagnostics, InjectedDiagnosticsQuery.of(subject, settings), Diagnostics.NONE);
  }

  /**
   * The syntax errors, for a query of a document; somebody must {@link #hold} the subject's tree.
   */
  public Diagnostics diagnostics(Subject subject, Reads reads) {
    return subject.snapshot().session() == null
        ? Diagnostics.NONE
        : reads.get(diagnostics, InjectedDiagnosticsQuery.of(subject, settings).argument());
  }

  /**
   * Keeps a subject's tree for queries to read, until what is returned is closed; nothing when it
   * has none.
   *
   * @throws NoTreeException when the document has moved on
   * @throws GuestException when it is closed, or has too many revisions held
   */
  public Held hold(Subject subject) {
    if (subject.snapshot().session() == null) {
      return () -> {};
    }
    Trees.Lease lease = trees.lease(subject);
    return lease::close;
  }

  /**
   * Reads the tree of a text for a query: one that somebody holds, or else one made for it.
   *
   * @throws GuestException when the guest fails
   * @throws dev.ropewalk.daemon.engine.Cancelled when the run is cancelled; the guest is stopped
   */
  public <R> R readTree(Text text, Language language, Reads reads, SyntaxReader<R> reader) {
    try {
      return trees.read(TreeId.of(text, language), reads, (tree, subject) -> reader.read(tree));
    } catch (NoTreeException e) {
      try (SyntaxSession session = language.syntax().open()) {
        session.edit(1, new DocumentText(text), List.of());
        return Trees.await(session.read(Priority.INTERACTIVE, reader), reads);
      }
    }
  }

  /** A tree that is kept; closing it twice is as once. */
  @FunctionalInterface
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** The symbols; none above the reduced size step. */
  public CompletableFuture<Outline> outline(Subject subject) {
    return InjectedOutlineQuery.sourceOf(subject.language()) == null || isReduced(subject)
        ? CompletableFuture.completedFuture(Outline.EMPTY)
        : ask(subject, outline, Question.of(subject), Outline.EMPTY);
  }

  /** What it imports; nothing above the reduced size step. */
  public CompletableFuture<Imports> imports(Subject subject) {
    return lacks(subject, QueryKind.IMPORTS) || isReduced(subject)
        ? CompletableFuture.completedFuture(Imports.NONE)
        : ask(subject, imports, Question.of(subject), Imports.NONE);
  }

  /** What folds; nothing above the reduced size step. */
  public CompletableFuture<Folds> folds(Subject subject) {
    return lacks(subject, QueryKind.FOLDS) || isReduced(subject)
        ? CompletableFuture.completedFuture(Folds.EMPTY)
        : ask(subject, folds, Question.of(subject), Folds.EMPTY);
  }

  /** The tokens of the whole text; none above the reduced size step. */
  public CompletableFuture<Tokens> tokens(Subject subject) {
    return lacks(subject, QueryKind.HIGHLIGHTS) || isReduced(subject)
        ? CompletableFuture.completedFuture(Tokens.EMPTY)
        : ask(
            subject,
            tokens,
            Question.of(subject, 0, subject.snapshot().text().lengthUtf16()),
            Tokens.EMPTY);
  }

  /** The tokens of a stretch of the text, at every size that has a tree. */
  public CompletableFuture<Tokens> tokens(Subject subject, int startUtf16, int endUtf16) {
    return lacks(subject, QueryKind.HIGHLIGHTS)
        ? CompletableFuture.completedFuture(Tokens.EMPTY)
        : ask(subject, tokensOfRange, Question.of(subject, startUtf16, endUtf16), Tokens.EMPTY);
  }

  /** What is selected step by step around a place. */
  public CompletableFuture<SelectionChain> selection(Subject subject, int offsetUtf16) {
    return ask(
        subject, selection, Question.of(subject, offsetUtf16), SelectionChain.nothing(offsetUtf16));
  }

  /** Where else stands what stands at a place. */
  public CompletableFuture<Highlights> highlights(Subject subject, int offsetUtf16) {
    return isReduced(subject)
        ? CompletableFuture.completedFuture(Highlights.NONE)
        : ask(
            subject,
            highlights,
            Question.of(subject, offsetUtf16, settings.maxHighlights()),
            Highlights.NONE);
  }

  /** What is known of the name at a place; nothing above the reduced size step. */
  public CompletableFuture<Optional<HoverCard>> hover(Subject subject, int offsetUtf16) {
    if (isReduced(subject)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Hovered> hovered =
        ask(
            subject,
            hover,
            HoverQuery.of(subject, offsetUtf16, settings),
            new Hovered(Optional.empty()));
    CompletableFuture<Optional<HoverCard>> card = hovered.thenApply(Hovered::card);
    Cancellation.follow(card, hovered);
    return card;
  }

  /** Has everything about a text computed again, whose tree turned out to be wrong. */
  public void forget(Subject subject) {
    engine.write(List.of(trees.drifted(TreeId.of(subject))));
  }

  /** Stretches of other languages that are analysed now. */
  int heldStretches() {
    return injected.stream().mapToInt(InjectedQuery::held).sum();
  }

  /** Trees that are held now: by requests under way, and for documents whose results are pushed. */
  public int heldTrees() {
    return trees.held();
  }

  private static boolean isReduced(Subject subject) {
    return subject.snapshot().step() != SizeStep.FULL;
  }

  private static boolean lacks(Subject subject, QueryKind kind) {
    return !subject.language().queries().containsKey(kind);
  }

  private <V> CompletableFuture<V> ask(
      Subject subject, Query<V> query, Question question, V withoutTree) {
    if (subject.snapshot().session() == null) {
      return CompletableFuture.completedFuture(withoutTree);
    }
    try (Run run = engine.begin()) {
      Optional<V> known = run.peek(query, question.argument());
      if (known.isPresent()) {
        return CompletableFuture.completedFuture(known.get());
      }
    }
    Trees.Lease lease;
    try {
      lease = trees.lease(subject);
    } catch (NoTreeException | GuestException e) {
      return CompletableFuture.failedFuture(e);
    }
    Asked<V> asked = new Asked<>(engine, query, question.argument(), lease::close);
    try {
      executor.execute(asked);
    } catch (RejectedExecutionException e) {
      lease.close();
      asked.cancel(false);
    }
    return asked;
  }
}
