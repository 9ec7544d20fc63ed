package dev.ropewalk.daemon.main;

import com.google.gson.JsonObject;
import dev.ropewalk.daemon.document.DocumentUri;
import dev.ropewalk.daemon.store.StoreMaintenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ropewalk cache clear}. */
@Command(
    name = "clear",
    description = {
      "Removes kept results: all, those of a query, those that name a file, or those that do both.",
      "Only files of the cache itself are removed. A running daemon keeps what it has in memory,"
          + " and may write it again."
    })
final class CacheClearCommand implements Callable<Integer> {
  @Option(
      names = "--kind",
      paramLabel = "ID",
      description = "Only results of this query; ropewalk cache stats lists them.")
  private @Nullable String kind;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "Only results that are about this file or read it, with their values.")
  private @Nullable Path file;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var unused = common.begin();
    var maintenance = new StoreMaintenance(common.directories().results());
    Optional<String> query = Optional.ofNullable(kind);
    Path named = file;
    StoreMaintenance.Files removed =
        named == null ? maintenance.clear(query) : maintenance.clear(query, names(named));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var all = new JsonObject();
      all.addProperty("removedFiles", removed.files());
      all.addProperty("removedBytes", removed.bytes());
      out.println(all);
    } else {
      out.println("removed " + removed.files() + " files, " + (removed.bytes() >> 10) + " KiB");
    }
    out.flush();
    return ExitCode.OK;
  }

  /** How results may name a file. */
  private static Set<String> names(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    String uri = absolute.toUri().toString();
    String plain = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    return new java.util.HashSet<>(
        java.util.List.of(
            absolute.toString(),
            uri,
            plain,
            DocumentUri.normalise(uri),
            DocumentUri.normalise(plain)));
  }
}
