package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.daemon.extension.format.Formatters;
import dev.ropewalk.daemon.schedule.Scheduler;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all servers of a daemon share.
 *
 * @param version of the daemon, for {@code serverInfo}
 * @param languages finds the language of a document
 * @param documents the open documents of all connections
 * @param analyses what is computed of them
 * @param guests extensions on our own ABI
 * @param formatters plugins of dprint
 * @param engine what remembers results and looks whether they still hold
 * @param index of the directories that clients work in
 * @param counters what the engine has done; its listener
 * @param documentDiagnostics the diagnostics that are pushed; one query for all connections
 * @param progress tells of loads; registered with the host as its listener
 * @param scheduler for debounces and quiet re-parses
 * @param executor where answers are made: virtual threads
 * @param documentSettings bounds on documents; the ones that {@code documents} uses
 * @param analysisSettings bounds on analyses; the ones that {@code analyses} uses
 * @param syntaxDiagnosticsOff languages without syntax diagnostics, whatever a client says
 * @param languageStatus the state of every grammar
 * @param token judges connections that need a token
 */
public record ServerContext(
    String version,
    LanguageRegistry languages,
    DocumentStore documents,
    Analyses analyses,
    Guests guests,
    Formatters formatters,
    Engine engine,
    WorkspaceIndex index,
    EngineCounters counters,
    DocumentDiagnostics documentDiagnostics,
    LoadProgress progress,
    Scheduler scheduler,
    Executor executor,
    DocumentSettings documentSettings,
    AnalysisSettings analysisSettings,
    Set<String> syntaxDiagnosticsOff,
    Supplier<List<LanguageStatus>> languageStatus,
    TokenCheck token) {

  /** Copies the set. */
  public ServerContext {
    syntaxDiagnosticsOff = Set.copyOf(syntaxDiagnosticsOff);
  }
}
