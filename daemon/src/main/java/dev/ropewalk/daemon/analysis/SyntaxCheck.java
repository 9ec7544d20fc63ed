package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Judges a text that no document holds, as {@code ropewalk check} does. */
public final class SyntaxCheck {
  private final AnalysisSettings settings;
  private final LanguageTable languages;

  /**
   * Makes one.
   *
   * @param languages those that stretches of a text may be of
   */
  public SyntaxCheck(AnalysisSettings settings, LanguageTable languages) {
    this.settings = settings;
    this.languages = languages;
  }

  /** What a text says by itself, and the stretches that are to be judged as well. */
  private record Seen(Diagnostics own, List<Served> served, List<int[]> holes) {}

  /**
   * Parses a text and words its syntax errors, exactly as an open document's are.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}; cancelling it stops the
   *     guest
   */
  public CompletableFuture<Diagnostics> check(Text text, Language language) {
    var running = new AtomicReference<CompletableFuture<?>>();
    CompletableFuture<Diagnostics> result = check(text, language, 0, running);
    var unused =
        result.whenComplete(
            (value, failure) -> {
              CompletableFuture<?> last = running.get();
              if (result.isCancelled() && last != null) {
                last.cancel(true);
              }
            });
    return result;
  }

  private CompletableFuture<Diagnostics> check(
      Text text, Language language, int depth, AtomicReference<CompletableFuture<?>> running) {
    SyntaxSession session = language.syntax().open();
    session.edit(1, new DocumentText(text), List.of());
    CompletableFuture<Seen> seen =
        session.read(Priority.BACKGROUND, tree -> read(tree, text, language, depth));
    running.set(seen);
    CompletableFuture<Diagnostics> result =
        seen.thenCompose(
            found -> {
              session.close();
              return within(found, text, depth, running);
            });
    var unused =
        seen.exceptionally(
            failure -> {
              session.close();
              return null;
            });
    return result;
  }

  private Seen read(SyntaxTree tree, Text text, Language language, int depth) {
    int limit = settings.maxDiagnosticsPerDocument();
    Mixed<List<SyntaxError>> read =
        InjectedDiagnosticsQuery.read(tree, language, text.lengthUtf16(), settings);
    List<Served> served =
        depth >= InjectedQuery.MAX_DEPTH
            ? List.of()
            : Served.of(
                read.injected(),
                language,
                settings.maxInjections(),
                languages.named(),
                (stretch, found) -> InjectedDiagnosticsQuery.takes(stretch, found, settings));
    return new Seen(
        SyntaxComplaints.of(read.facts(), text, limit),
        served,
        InjectionReader.holes(tree, Served.stretches(served)));
  }

  /** One stretch after the other; one whose grammar fails has no errors. */
  private CompletableFuture<Diagnostics> within(
      Seen seen, Text text, int depth, AtomicReference<CompletableFuture<?>> running) {
    var all = CompletableFuture.completedFuture(new ArrayList<InjectedQuery.Inner<Diagnostics>>());
    for (int i = 0; i < seen.served().size(); i++) {
      Served served = seen.served().get(i);
      int[] holes = seen.holes().get(i);
      all =
          all.thenCompose(
              inner ->
                  check(served.stretch().cut(text, holes), served.language(), depth + 1, running)
                      .exceptionally(failure -> Diagnostics.NONE)
                      .thenApply(
                          found -> {
                            inner.add(new InjectedQuery.Inner<>(found, served.stretch(), holes));
                            return inner;
                          }));
    }
    return all.thenApply(
        inner ->
            InjectedDiagnosticsQuery.merge(
                seen.own(), inner, settings.maxDiagnosticsPerDocument()));
  }
}
