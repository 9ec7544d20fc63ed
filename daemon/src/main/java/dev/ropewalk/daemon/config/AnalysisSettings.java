package dev.ropewalk.daemon.config;

import java.time.Duration;

/**
 * Bounds and habits of the analyses.
 *
 * @param cacheBytes heap that cached results may hold, in bytes; the outline, folds and tokens of a
 *     5,000-line file take about 1 MB
 * @param maxDiagnosticsPerDocument syntax errors told of one document; after the first few dozen a
 *     text is in a state where more say nothing new
 * @param pushDebounce how long a document must rest before diagnostics are pushed; about the pause
 *     between two keystrokes of a fast typist, so that half-typed words are not shown as wrong
 * @param maxHoverLines lines of a definition that a hover shows
 * @param maxHoverCommentLines lines of a doc comment that a hover shows
 * @param maxHighlights places that one document highlight marks; editors draw each
 */
public record AnalysisSettings(
    long cacheBytes,
    int maxDiagnosticsPerDocument,
    Duration pushDebounce,
    int maxHoverLines,
    int maxHoverCommentLines,
    int maxHighlights) {

  public AnalysisSettings {
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
    return new AnalysisSettings(128L << 20, 100, Duration.ofMillis(180), 8, 24, 2_000);
  }
}
