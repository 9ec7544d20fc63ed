package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.SizeStep;
import dev.ropewalk.daemon.engine.AnalysisCache;
import dev.ropewalk.daemon.engine.AnalysisKey;
import dev.ropewalk.daemon.engine.Weighed;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.NodeSpan;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxReader;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every analysis of a document, cached by content. A method submits its read of the tree before it
 * returns, so a call made while the snapshot is the document's newest is answered from it, whatever
 * edits follow. Cancelling a future stops the guest when nobody else waits for the result.
 */
public final class Analyses {
  private static final String DIAGNOSTICS = "diagnostics";

  private final AnalysisCache cache;
  private final AnalysisSettings settings;
  private final Executor executor;

  /**
   * Makes the front.
   *
   * @param executor where results are computed from what the guest gave
   */
  public Analyses(AnalysisCache cache, AnalysisSettings settings, Executor executor) {
    this.cache = cache;
    this.settings = settings;
    this.executor = executor;
  }

  /** The syntax errors. */
  public CompletableFuture<Diagnostics> diagnostics(Subject subject) {
    int limit = settings.maxDiagnosticsPerDocument();
    return cached(
        subject,
        DIAGNOSTICS,
        "",
        Diagnostics.class,
        Diagnostics.NONE,
        tree -> tree.errors(limit + 1),
        (errors, text) -> SyntaxComplaints.of(errors, text, limit));
  }

  /** The symbols; none above the reduced size step. */
  public CompletableFuture<Outline> outline(Subject subject) {
    QuerySource query =
        subject
            .language()
            .queries()
            .getOrDefault(QueryKind.OUTLINE, subject.language().queries().get(QueryKind.TAGS));
    if (query == null || isReduced(subject)) {
      return CompletableFuture.completedFuture(Outline.EMPTY);
    }
    return this.<Matches, Outline>cached(
        subject,
        "outline",
        "",
        Outline.class,
        Outline.EMPTY,
        tree -> tree.matches(query, 0, tree.text().lengthUtf16()),
        OutlineBuilder::of);
  }

  /** What folds; nothing above the reduced size step. */
  public CompletableFuture<Folds> folds(Subject subject) {
    return whole(subject, QueryKind.FOLDS, "folds", Folds.class, Folds.EMPTY, FoldBuilder::of);
  }

  /** The tokens of the whole text; none above the reduced size step. */
  public CompletableFuture<Tokens> tokens(Subject subject) {
    return whole(
        subject,
        QueryKind.HIGHLIGHTS,
        "tokens",
        Tokens.class,
        Tokens.EMPTY,
        (captures, text) -> TokenSweep.of(captures, 0, text.lengthUtf16()));
  }

  /** The tokens of a stretch of the text, at every size that has a tree. */
  public CompletableFuture<Tokens> tokens(Subject subject, int startUtf16, int endUtf16) {
    QuerySource query = subject.language().queries().get(QueryKind.HIGHLIGHTS);
    if (query == null) {
      return CompletableFuture.completedFuture(Tokens.EMPTY);
    }
    return cached(
        subject,
        "tokens-range",
        startUtf16 + "-" + endUtf16,
        Tokens.class,
        Tokens.EMPTY,
        tree -> tree.captures(query, startUtf16, endUtf16),
        (captures, text) -> TokenSweep.of(captures, startUtf16, endUtf16));
  }

  /** What is selected step by step around a place. */
  public CompletableFuture<SelectionChain> selection(Subject subject, int offsetUtf16) {
    return cached(
        subject,
        "selection",
        Integer.toString(offsetUtf16),
        SelectionChain.class,
        new SelectionChain(new int[] {offsetUtf16, offsetUtf16}),
        tree -> tree.ancestors(offsetUtf16, offsetUtf16),
        (spans, text) -> chain(spans, offsetUtf16));
  }

  /** Where else stands what stands at a place. */
  public CompletableFuture<Highlights> highlights(Subject subject, int offsetUtf16) {
    if (isReduced(subject)) {
      return CompletableFuture.completedFuture(Highlights.NONE);
    }
    int limit = settings.maxHighlights();
    QuerySource query = subject.language().queries().get(QueryKind.LOCALS);
    if (query == null) {
      return CompletableFuture.supplyAsync(
          () -> Highlights.ofWord(subject.snapshot().text(), offsetUtf16, limit), executor);
    }
    Text text = subject.snapshot().text();
    return cached(
        subject,
        "highlights",
        Integer.toString(offsetUtf16),
        Highlights.class,
        Highlights.NONE,
        tree -> NameLookup.at(tree, query, text, offsetUtf16, NameLookup.MAX_PLACES),
        (locals, same) -> Highlights.ofName(locals, offsetUtf16, limit));
  }

  /** What is known of the name at a place; nothing above the reduced size step. */
  public CompletableFuture<Optional<HoverCard>> hover(Subject subject, int offsetUtf16) {
    if (isReduced(subject)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Text text = subject.snapshot().text();
    CompletableFuture<Hovered> hovered =
        cached(
            subject,
            "hover",
            Integer.toString(offsetUtf16),
            Hovered.class,
            Hovered.NOTHING,
            tree -> HoverFacts.read(tree, subject.language().queries(), text, offsetUtf16),
            (facts, same) ->
                new Hovered(
                    HoverComposer.of(text, subject.language().id(), settings, facts, offsetUtf16)));
    return derive(hovered, Hovered::card, Runnable::run);
  }

  /** What a hover found, to be kept. */
  private record Hovered(Optional<HoverCard> card) implements Weighed {
    static final Hovered NOTHING = new Hovered(Optional.empty());

    @Override
    public long weightBytes() {
      return 64 + card.map(c -> 128L + c.code().length() + c.comment().length()).orElse(0L);
    }
  }

  /** Forgets everything about a text, whose tree turned out to be wrong. */
  public void forget(Subject subject) {
    cache.invalidate(subject.snapshot().content(), subject.language().cacheKey());
  }

  private static boolean isReduced(Subject subject) {
    return subject.snapshot().step() != SizeStep.FULL;
  }

  private <T extends Weighed> CompletableFuture<T> whole(
      Subject subject,
      QueryKind kind,
      String analysis,
      Class<T> type,
      T empty,
      BiFunction<Captures, Text, T> build) {
    QuerySource query = subject.language().queries().get(kind);
    if (query == null || isReduced(subject)) {
      return CompletableFuture.completedFuture(empty);
    }
    return cached(
        subject,
        analysis,
        "",
        type,
        empty,
        tree -> tree.captures(query, 0, tree.text().lengthUtf16()),
        build);
  }

  private <R, T extends Weighed> CompletableFuture<T> cached(
      Subject subject,
      String analysis,
      String arguments,
      Class<T> type,
      T empty,
      SyntaxReader<R> reader,
      BiFunction<R, Text, T> build) {
    SyntaxSession session = subject.snapshot().session();
    if (session == null) {
      return CompletableFuture.completedFuture(empty);
    }
    AnalysisKey key =
        new AnalysisKey(
            subject.snapshot().content(), subject.language().cacheKey(), analysis, arguments);
    Text text = subject.snapshot().text();
    Supplier<CompletableFuture<T>> loader =
        () ->
            derive(
                session.read(
                    Priority.INTERACTIVE,
                    tree -> readAt(subject.snapshot().revision(), tree, reader)),
                read -> build.apply(read, text),
                executor);
    return retryOnce(cache.get(key, type, loader), () -> cache.get(key, type, loader));
  }

  /** Reads a tree of one revision and of no other: its offsets would be lies. */
  private static <R> R readAt(long wanted, SyntaxTree tree, SyntaxReader<R> reader) {
    if (tree.revision() != wanted) {
      throw new SupersededException(wanted, tree.revision());
    }
    return reader.read(tree);
  }

  /** A load shared with a document that was closed is done once more for this one. */
  private static <T> CompletableFuture<T> retryOnce(
      CompletableFuture<T> first, Supplier<CompletableFuture<T>> again) {
    if (first.isDone() && !first.isCompletedExceptionally()) {
      return first;
    }
    LinkedFuture<T> result = new LinkedFuture<>(first);
    var unused =
        first.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else if (!result.isDone() && isAbandoned(failure)) {
                result.follow(again.get());
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  private static boolean isAbandoned(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof CancellationException
        || (cause instanceof GuestException guest
            && (guest.code() == GuestException.Code.CLOSED
                || guest.code() == GuestException.Code.CANCELLED));
  }

  /** Like {@code thenApplyAsync}, but cancelling the result cancels what it comes from. */
  private static <A, B> CompletableFuture<B> derive(
      CompletableFuture<A> source, Function<A, B> step, Executor executor) {
    CompletableFuture<B> derived = source.thenApplyAsync(step, executor);
    var unused =
        derived.whenComplete(
            (value, failure) -> {
              if (derived.isCancelled()) {
                source.cancel(true);
              }
            });
    return derived;
  }

  private static SelectionChain chain(List<NodeSpan> spans, int offset) {
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
    if (used == 0) {
      bounds[used++] = offset;
      bounds[used++] = offset;
    }
    return new SelectionChain(Arrays.copyOf(bounds, used));
  }

  /** A future that cancels the one it follows. */
  private static final class LinkedFuture<T> extends CompletableFuture<T> {
    private volatile @Nullable CompletableFuture<T> source;

    LinkedFuture(CompletableFuture<T> source) {
      this.source = source;
    }

    void follow(CompletableFuture<T> next) {
      source = next;
      if (isCancelled()) {
        next.cancel(true);
      }
      var unused =
          next.whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  complete(value);
                } else {
                  completeExceptionally(failure);
                }
              });
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      CompletableFuture<T> followed = source;
      if (cancelled && followed != null) {
        followed.cancel(mayInterruptIfRunning);
      }
      return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
