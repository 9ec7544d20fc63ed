package dev.ropewalk.daemon.observe;

import dev.ropewalk.buffers.intern.InternMetric;
import dev.ropewalk.buffers.pool.PoolMetric;
import dev.ropewalk.daemon.analysis.index.IndexStatistics;
import dev.ropewalk.daemon.document.DocumentStatistics;
import dev.ropewalk.daemon.engine.EngineStatistics;
import dev.ropewalk.daemon.store.StoreStatistics;
import dev.ropewalk.protocol.transport.TransportStatistics;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the numbers come from. Each is asked once for each scrape.
 *
 * @param transport connections, frames, bytes
 * @param documents open documents
 * @param store results on disk
 * @param index files of workspaces
 * @param engine results of queries
 * @param resultBytes what kept results may weigh, in bytes
 * @param languages grammars
 * @param fileBuffers the arrays that files are read through
 * @param uris the URIs of open documents
 * @param extensions those that are no grammars
 */
public record Sources(
    Supplier<TransportStatistics> transport,
    Supplier<DocumentStatistics> documents,
    Supplier<StoreStatistics> store,
    Supplier<IndexStatistics> index,
    Supplier<EngineStatistics> engine,
    long resultBytes,
    Supplier<List<LanguageStatus>> languages,
    PoolMetric fileBuffers,
    InternMetric uris,
    Supplier<ExtensionNumbers> extensions) {}
