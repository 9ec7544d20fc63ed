package dev.ropewalk.daemon.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;

/** What our own tools ask a running daemon, on Unix sockets only. */
@JsonSegment("ropewalk")
public final class ToolRequests {
  /** The methods, none of which needs {@code initialize}. */
  static final Set<String> METHODS =
      Set.of(
          "ropewalk/extensions",
          "ropewalk/reloadExtensions",
          "ropewalk/symbols",
          "ropewalk/developExtension",
          "ropewalk/releaseExtension",
          "ropewalk/extensionLog");

  private final Assembly assembly;
  private final DevelopedExtensions developed;

  ToolRequests(Assembly assembly) {
    this.assembly = assembly;
    developed = assembly.developed();
  }

  /** {@code ropewalk/extensions}: every extension, with its state and cost. */
  @JsonRequest
  public CompletableFuture<JsonElement> extensions() {
    return CompletableFuture.completedFuture(ExtensionList.of(assembly));
  }

  /**
   * {@code ropewalk/developExtension}: takes up the package in {@code directory}, in place of an
   * installed one of its id, for as long as its log is asked for. Answers its {@code id}, {@code
   * provides} and {@code languages}.
   */
  @JsonRequest
  public CompletableFuture<JsonElement> developExtension(JsonObject parameters) {
    Path directory = Path.of(parameters.get("directory").getAsString());
    return CompletableFuture.supplyAsync(
        () -> developed.develop(directory),
        task -> Thread.ofVirtual().name("ropewalk-develop").start(task));
  }

  /** {@code ropewalk/releaseExtension}: lets go what was developed, by {@code id}. */
  @JsonRequest
  public CompletableFuture<JsonElement> releaseExtension(JsonObject parameters) {
    developed.release(parameters.get("id").getAsString());
    return CompletableFuture.completedFuture(new JsonObject());
  }

  /**
   * {@code ropewalk/extensionLog}: what an extension logged after line {@code after}, what it has
   * done, and how it fares, by {@code id}.
   */
  @JsonRequest
  public CompletableFuture<JsonElement> extensionLog(JsonObject parameters) {
    return CompletableFuture.completedFuture(
        developed.log(parameters.get("id").getAsString(), parameters.get("after").getAsLong()));
  }

  /** {@code ropewalk/reloadExtensions}: looks for grammars anew, and swaps the set at once. */
  @JsonRequest
  public CompletableFuture<JsonElement> reloadExtensions() {
    return CompletableFuture.supplyAsync(
        () -> {
          var problems = new JsonArray();
          assembly.reload().forEach(problems::add);
          var answer = new JsonObject();
          answer.addProperty("grammars", assembly.languages().served().size());
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
        () -> SymbolsCommand.search(assembly.index(), directory, query, limit), // may take minutes
        task -> Thread.ofVirtual().name("ropewalk-symbols").start(task));
  }
}
