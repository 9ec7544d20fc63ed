package dev.ropewalk.daemon.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.index.IndexListener;
import dev.ropewalk.daemon.analysis.index.SymbolSearch;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk symbols}. */
@Command(
    name = "symbols",
    description = {
      "Finds symbols by letters of their names, best first, and prints PATH:LINE:COLUMN: KIND NAME"
          + " (CONTAINER), with lines and columns (in UTF-16) from 1.",
      "Asks the running daemon, which keeps its index; without one the directory is indexed here."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there are some",
      "1:there are none",
      "2:the command line is wrong",
      "3:cannot start; the message says what is missing"
    })
final class SymbolsCommand implements Callable<Integer> {
  /** An index that takes longer is told of as it is. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Parameters(
      paramLabel = "QUERY",
      description = "Letters in their order; an upper-case letter is meant as such.")
  private String query = "";

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where to look, with all below; this directory by default.")
  private Path workspace = Path.of(".");

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!Files.isDirectory(workspace)) {
      throw new ParameterException(
          spec.commandLine(), "--workspace: " + workspace + " is not a directory");
    }
    Configuration configuration = common.begin();
    Path directory = workspace.toAbsolutePath().normalize();
    int most = configuration.workspace().maxSymbols();
    JsonArray found =
        ofDaemon(directory, most).orElseGet(() -> indexedHere(configuration, directory, most));
    var out = spec.commandLine().getOut();
    for (JsonElement each : found) {
      JsonObject one = each.getAsJsonObject();
      String container = one.get("container").getAsString();
      out.println(
          one.get("path").getAsString()
              + ":"
              + (one.get("line").getAsInt() + 1)
              + ":"
              + (one.get("character").getAsInt() + 1)
              + ": "
              + one.get("kind").getAsString()
              + " "
              + one.get("name").getAsString()
              + (container.isEmpty() ? "" : " (" + container + ")"));
    }
    out.flush();
    return found.isEmpty() ? ExitCode.FAILED : ExitCode.OK;
  }

  private Optional<JsonArray> ofDaemon(Path directory, int most) {
    return DaemonClient.connect(Endpoints.of(common.directories()).socket())
        .map(
            client -> {
              try (client) {
                var parameters = new JsonObject();
                parameters.addProperty("query", query);
                parameters.addProperty("directory", directory.toString());
                parameters.addProperty("limit", most);
                return client.ask("ropewalk/symbols", parameters).getAsJsonArray();
              }
            });
  }

  private JsonArray indexedHere(Configuration configuration, Path directory, int most) {
    try (var assembly =
            Assembly.open(configuration, common.directories(), Distribution.ofProcess());
        var bar = ProgressBar.onStandardError()) {
      var unused = assembly.index().subscribe(progress(bar)); // until the assembly is closed
      return search(assembly.index(), directory, query, most);
    }
  }

  private static IndexListener progress(ProgressBar bar) {
    return new IndexListener() {
      @Override
      public void progress(long done, long total) {
        bar.show(done, total, "indexing");
      }

      @Override
      public void complete(long total) {
        bar.show(total, total, "indexed");
      }
    };
  }

  /** Searches a directory when all its files were analysed. */
  static JsonArray search(WorkspaceIndex index, Path directory, String query, int most) {
    try (WorkspaceIndex.Opened opened = index.open(directory)) {
      opened.scanned().join();
      if (!index.awaitIdle(PATIENCE)) {
        throw new CommandFailure(ExitCode.FAILED, directory + " is not indexed after " + PATIENCE);
      }
      var list = new JsonArray();
      List<SymbolSearch.Hit> hits =
          index.search(List.of(opened.root()), query, path -> false, most);
      for (SymbolSearch.Hit hit : hits) {
        var one = new JsonObject();
        one.addProperty("path", hit.path());
        one.addProperty("line", hit.selection().startLine());
        one.addProperty("character", hit.selection().startCharacter());
        one.addProperty("kind", hit.kind().label());
        one.addProperty("name", hit.name());
        one.addProperty("container", hit.container());
        list.add(one);
      }
      return list;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted", e);
    }
  }
}
