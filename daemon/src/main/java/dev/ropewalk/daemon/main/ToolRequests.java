package dev.ropewalk.daemon.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.extension.LanguageCatalogue;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.LoadPhase;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;

/** What our own tools ask a running daemon, on Unix sockets only. */
@JsonSegment("ropewalk")
public final class ToolRequests {
  /** The methods, none of which needs {@code initialize}. */
  static final Set<String> METHODS =
      Set.of("ropewalk/extensions", "ropewalk/reloadExtensions", "ropewalk/symbols");

  private final LanguageCatalogue languages;
  private final WorkspaceIndex index;
  private final Supplier<java.util.List<String>> reload;

  ToolRequests(
      LanguageCatalogue languages, Supplier<java.util.List<String>> reload, WorkspaceIndex index) {
    this.index = index;
    this.languages = languages;
    this.reload = reload;
  }

  /** {@code ropewalk/extensions}: every grammar, with its state and cost. */
  @JsonRequest
  public CompletableFuture<JsonElement> extensions() {
    return CompletableFuture.completedFuture(list(languages));
  }

  /** {@code ropewalk/reloadExtensions}: looks for grammars anew, and swaps the set at once. */
  @JsonRequest
  public CompletableFuture<JsonElement> reloadExtensions() {
    return CompletableFuture.supplyAsync(
        () -> {
          var problems = new JsonArray();
          reload.get().forEach(problems::add);
          var answer = new JsonObject();
          answer.addProperty("grammars", languages.served().size());
          answer.add("problems", problems);
          return answer;
        });
  }

  /**
   * {@code ropewalk/symbols}: symbols below a directory by letters of their names, when all files
   * there were analysed. Parameters: {@code query}, {@code directory}, {@code limit}.
   */
  @JsonRequest
  public CompletableFuture<JsonElement> symbols(JsonObject parameters) {
    Path directory = Path.of(parameters.get("directory").getAsString());
    String query = parameters.get("query").getAsString();
    int limit = parameters.get("limit").getAsInt();
    return CompletableFuture.supplyAsync(
        () -> SymbolsCommand.search(index, directory, query, limit), // may take minutes
        task -> Thread.ofVirtual().name("ropewalk-symbols").start(task));
  }

  /** The grammars of a catalogue as JSON. */
  static JsonArray list(LanguageCatalogue languages) {
    var list = new JsonArray();
    for (var served : languages.served()) {
      LanguageStatus status = served.syntax().status();
      var one = new JsonObject();
      one.addProperty("name", served.grammar().name());
      one.addProperty("version", served.grammar().version());
      one.addProperty("origin", served.grammar().origin());
      one.addProperty("state", status.state().name().toLowerCase(Locale.ROOT));
      var phases = new JsonObject();
      for (LoadPhase phase : LoadPhase.values()) {
        Long nanos = status.phaseNanos().get(phase);
        if (nanos != null) {
          phases.addProperty(phase.name().toLowerCase(Locale.ROOT), nanos / 1e9);
        }
      }
      one.add("loadSeconds", phases);
      one.addProperty("fromStore", status.fromStore());
      one.addProperty("memoryPages", status.memoryPages());
      one.addProperty("compiledBytes", status.compiledBytes());
      one.addProperty("instances", status.instances());
      one.addProperty("sessions", status.sessions());
      if (status.failure() != null) {
        one.addProperty("failure", status.failure());
      }
      list.add(one);
    }
    return list;
  }
}
