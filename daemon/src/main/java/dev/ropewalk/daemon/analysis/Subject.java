package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.daemon.extension.Language;

/**
 * What an analysis is of.
 *
 * @param snapshot the document at the moment of the request; the analysis must be asked for before
 *     the document's next change is applied, for its tree goes with it
 * @param language the document's language
 */
public record Subject(Snapshot snapshot, Language language) {}
