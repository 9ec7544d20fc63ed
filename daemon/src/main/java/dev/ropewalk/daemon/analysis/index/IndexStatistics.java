package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.workspace.FolderStatistics;

/**
 * Counts of the index.
 *
 * @param roots directories that are indexed now
 * @param folders what is known of their files
 * @param waiting files that wait for their analysis
 * @param analysing files that are being analysed
 * @param analysed files that were analysed, ever
 * @param failed files whose analysis failed, ever; they have no symbols
 */
public record IndexStatistics(
    long roots,
    FolderStatistics folders,
    long waiting,
    long analysing,
    long analysed,
    long failed) {}
