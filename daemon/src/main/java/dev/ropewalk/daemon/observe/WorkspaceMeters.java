package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.analysis.index.IndexStatistics;
import dev.ropewalk.daemon.workspace.FolderStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** Meters of the index of workspaces. */
final class WorkspaceMeters {
  private final MeterRegistry registry;
  private volatile IndexStatistics now = new IndexStatistics(0, FolderStatistics.NONE, 0, 0, 0, 0);

  WorkspaceMeters(MeterRegistry registry) {
    this.registry = registry;
    gauge("ropewalk.index.roots", "Directories that are indexed.", IndexStatistics::roots);
    files("known", s -> s.folders().files());
    files("waiting", IndexStatistics::waiting);
    files("analysing", IndexStatistics::analysing);
    counter("ropewalk.index.analyses", "Files analysed.", "result", "done", s -> s.analysed());
    counter("ropewalk.index.analyses", "Files analysed.", "result", "failed", s -> s.failed());
    directories("watched", s -> s.folders().directories() - s.folders().unwatched());
    directories("polled", s -> s.folders().unwatched());
    skipped("link", s -> s.folders().links());
    skipped("unreadable", s -> s.folders().unreadable());
    skipped("limit", s -> s.folders().beyondLimits());
    events("overflow", s -> s.folders().overflows());
    events("look", s -> s.folders().looks());
    events("read", s -> s.folders().reads());
  }

  void refresh(IndexStatistics statistics) {
    now = statistics;
  }

  private void files(String state, ToLongFunction<IndexStatistics> value) {
    gauge("ropewalk.index.files", "Files of the indexed directories.", "state", state, value);
  }

  private void directories(String state, ToLongFunction<IndexStatistics> value) {
    gauge(
        "ropewalk.index.directories",
        "Directories: watched by the system's events, or looked at now and then.",
        "state",
        state,
        value);
  }

  private void skipped(String reason, ToLongFunction<IndexStatistics> value) {
    counter("ropewalk.index.skipped", "Entries left out, by reason.", "reason", reason, value);
  }

  private void events(String event, ToLongFunction<IndexStatistics> value) {
    counter(
        "ropewalk.index.events",
        "Events lost by the system, looks at what may have changed, files read.",
        "event",
        event,
        value);
  }

  private void gauge(String name, String help, ToLongFunction<IndexStatistics> value) {
    Gauge.builder(name, this, m -> value.applyAsLong(m.now)).description(help).register(registry);
  }

  private void gauge(
      String name,
      String help,
      String tag,
      String tagValue,
      ToLongFunction<IndexStatistics> value) {
    Gauge.builder(name, this, m -> value.applyAsLong(m.now))
        .tags(tag, tagValue)
        .description(help)
        .register(registry);
  }

  private void counter(
      String name,
      String help,
      String tag,
      String tagValue,
      ToLongFunction<IndexStatistics> value) {
    FunctionCounter.builder(name, this, m -> value.applyAsLong(m.now))
        .tags(tag, tagValue)
        .description(help)
        .register(registry);
  }
}
