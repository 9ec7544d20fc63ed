package dev.ropewalk.daemon.lsp;

import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.services.LanguageClient;

/** Shows the loads that one client waits for as work-done progress. */
final class ProgressReporter implements LoadListener {
  private static final AtomicLong TOKENS = new AtomicLong();

  private final LanguageClient client;
  private final LoadProgress hub;
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();
  private final Map<String, ClientProgress> shown = new ConcurrentHashMap<>();

  ProgressReporter(LanguageClient client, LoadProgress hub) {
    this.client = client;
    this.hub = hub;
  }

  /** The client waits for a grammar from now on; shows the load when it is under way. */
  void await(String grammar) {
    if (awaited.add(grammar)) {
      LoadPhase now = hub.loading().get(grammar);
      if (now != null) {
        phase(grammar, now);
      }
    }
  }

  @Override
  public void phase(String language, LoadPhase phase) {
    if (awaited.contains(language)) {
      shown.computeIfAbsent(language, this::begun).report(words(phase), percentage(phase));
    }
  }

  @Override
  public void loaded(String language, Map<LoadPhase, Long> phaseNanos) {
    ClientProgress ending = shown.remove(language);
    if (ending != null) {
      ending.end("ready");
    }
  }

  @Override
  public void failed(String language, String why) {
    ClientProgress ending = shown.remove(language);
    if (ending != null) {
      ending.end("failed: " + why);
    }
  }

  /** About how far a load is when a phase begins. */
  private static int percentage(LoadPhase phase) {
    return switch (phase) {
      case READ -> 0;
      case VET -> 5;
      case LINK -> 10;
      case COMPILE, STORE -> 20;
      case INSTANTIATE -> 90;
    };
  }

  private static String words(LoadPhase phase) {
    return switch (phase) {
      case READ -> "reading the grammar";
      case VET -> "checking it";
      case LINK -> "linking";
      case COMPILE -> "compiling (once; kept for the next start)";
      case STORE -> "loading compiled classes";
      case INSTANTIATE -> "starting";
    };
  }

  private ClientProgress begun(String language) {
    var begin = new WorkDoneProgressBegin();
    begin.setTitle("Ropewalk: loading " + language);
    begin.setPercentage(0);
    return new ClientProgress(client, "ropewalk/load/" + TOKENS.incrementAndGet(), begin);
  }
}
