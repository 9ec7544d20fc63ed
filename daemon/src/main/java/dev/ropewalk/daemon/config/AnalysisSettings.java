package dev.ropewalk.daemon.config;

import java.time.Duration;
import java.util.Set;

/**
 * Bounds and habits of the analyses.
 *
 * @param cacheBytes heap that cached results may hold, in bytes; the outline, folds and tokens of a
 *     5,000-line file take about 1 MB
 * @param maxIdle how long a result may lie unused in memory
 * @param maxIdleOfPlaces the same for results at a place of a text, such as a hover: nobody comes
 *     back to them once the cursor has moved on
 * @param heapHighPercent how full the heap may be after a collection before results give way
 * @param shadowEvery one in so many answers from the cache is computed again in the background and
 *     compared; 0 for none
 * @param maxDiagnosticsPerDocument syntax errors told of one document; after the first few dozen a
 *     text is in a state where more say nothing new
 * @param pushDebounce how long a document must rest before diagnostics are pushed; about the pause
 *     between two keystrokes of a fast typist, so that half-typed words are not shown as wrong
 * @param maxHoverLines lines of a definition that a hover shows
 * @param maxHoverCommentLines lines of a doc comment that a hover shows
 * @param maxHighlights places that one document highlight marks; editors draw each
 * @param syntaxDiagnosticsOff names of languages whose syntax errors are not shown; C and C++ by
 *     default, whose grammars do not run the preprocessor: macros that stand for keywords or whole
 *     declarations gave a false error in about half of the real files that were measured
 */
public record AnalysisSettings(
    @Setting(
            unit = "bytes",
            min = 0,
            max = 1L << 36,
            reason = "heap of kept results; all of a 5,000-line file take about 1 MB")
        long cacheBytes,
    @Setting(
            min = 1_000,
            max = 31_536_000_000L,
            reason = "results that nobody asked for so long leave the memory; lunch is shorter")
        Duration maxIdle,
    @Setting(
            min = 1_000,
            max = 31_536_000_000L,
            reason = "the same for results at a place, such as hovers: the cursor has moved on")
        Duration maxIdleOfPlaces,
    @Setting(
            unit = "percent",
            min = 10,
            max = 100,
            reason = "heap in use after a collection above which results give way, by halves")
        int heapHighPercent,
    @Setting(
            unit = "answers",
            min = 0,
            max = 1_000_000_000,
            reason = "one in so many answers from the cache is checked; 1,000 cost 0.1 percent")
        int shadowEvery,
    @Setting(
            unit = "errors",
            min = 1,
            max = 100_000,
            reason = "syntax errors told of one document; more say nothing new")
        int maxDiagnosticsPerDocument,
    @Setting(
            min = 0,
            max = 60_000,
            reason =
                "rest before diagnostics are pushed; the pause between two keystrokes, so half a"
                    + " word is not wrong")
        Duration pushDebounce,
    @Setting(
            unit = "lines",
            min = 1,
            max = 1_000,
            reason = "lines of a definition in a hover; more does not fit")
        int maxHoverLines,
    @Setting(
            unit = "lines",
            min = 0,
            max = 10_000,
            reason = "lines of a doc comment in a hover; more does not fit")
        int maxHoverCommentLines,
    @Setting(
            unit = "places",
            min = 1,
            max = 1_000_000,
            reason = "places that one document highlight marks; editors draw each")
        int maxHighlights,
    @Setting(
            unit = "stretches",
            min = 0,
            max = 1_000_000,
            reason =
                "stretches of other languages in a text that are coloured, the first ones; each"
                    + " takes some tenths of a millisecond, once")
        int maxInjections,
    @Setting(
            reason =
                "languages whose syntax errors are not shown; the grammars of C and C++ do not run"
                    + " the preprocessor and accuse about half of real files; [] shows all")
        Set<String> syntaxDiagnosticsOff,
    @Setting(
            reason =
                "languages in whose texts scripts and styles are judged as well; Markdown cuts HTML"
                    + " in pieces that are whole only together, and would accuse thousands of"
                    + " texts")
        Set<String> syntaxDiagnosticsWithin) {

  public AnalysisSettings {
    syntaxDiagnosticsOff = Set.copyOf(syntaxDiagnosticsOff);
    syntaxDiagnosticsWithin = Set.copyOf(syntaxDiagnosticsWithin);
    if (cacheBytes < 0 || maxDiagnosticsPerDocument < 1) {
      throw new IllegalArgumentException(
          "analysis.cacheBytes is "
              + cacheBytes
              + " and analysis.maxDiagnosticsPerDocument "
              + maxDiagnosticsPerDocument
              + "; give 0 or more and 1 or more");
    }
  }

  /** The numbers of a daemon that nobody configured. */
  public static AnalysisSettings defaults() {
    return new AnalysisSettings(
        128L << 20,
        Duration.ofHours(2),
        Duration.ofMinutes(5),
        80,
        1_000,
        100,
        Duration.ofMillis(180),
        8,
        24,
        2_000,
        5_000,
        Set.of("c", "cpp"),
        Set.of("astro", "html", "svelte", "vue"));
  }
}
