package dev.ropewalk.daemon.main;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.store.StoreMaintenance;
import dev.ropewalk.daemon.store.StoreMaintenance.Contents;
import dev.ropewalk.daemon.store.StoreMaintenance.Files;
import dev.ropewalk.daemon.store.StoreMaintenance.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ropewalk cache stats}. */
@Command(
    name = "stats",
    description = {
      "Shows how many results are kept, by query, and what they take on the disk.",
      "Small values are in the files of results; larger ones have files of their own."
    })
final class CacheStatsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var configuration = common.begin();
    Path root = common.directories().results();
    Contents contents = new StoreMaintenance(root).contents();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new GsonBuilder()
              .setPrettyPrinting()
              .create()
              .toJson(asJson(root, configuration.store().maxBytes(), contents)));
    } else {
      print(out, root, configuration.store().maxBytes(), contents);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static Files sum(Contents contents) {
    long files = 0;
    long bytes = 0;
    for (Usage usage : contents.byKind().values()) {
      files += usage.records().files() + usage.values().files();
      bytes += usage.records().bytes() + usage.values().bytes();
    }
    return new Files(files, bytes);
  }

  private static void print(PrintWriter out, Path root, long limit, Contents contents) {
    String row = "%-24s %10s %12s %14s%n";
    out.printf(Locale.ROOT, row, "QUERY", "RESULTS", "OWN VALUES", "KIB ON DISK");
    for (Map.Entry<String, Usage> each : contents.byKind().entrySet()) {
      Usage usage = each.getValue();
      out.printf(
          Locale.ROOT,
          row,
          each.getKey(),
          usage.records().files(),
          usage.values().files(),
          (usage.records().bytes() + usage.values().bytes()) >> 10);
    }
    Files sum = sum(contents);
    out.printf(
        Locale.ROOT,
        "%d files, %d KiB of at most %d KiB, in %s%n",
        sum.files(),
        sum.bytes() >> 10,
        limit >> 10,
        root);
    tell(out, contents.otherFormats(), "of other builds");
    tell(out, contents.temporary(), "being written, or left by a process that was killed");
    if (contents.foreign() > 0) {
      out.println(contents.foreign() + " files are not of the cache and stay as they are");
    }
  }

  private static void tell(PrintWriter out, Files files, String what) {
    if (files.files() > 0) {
      out.println(files.files() + " files, " + (files.bytes() >> 10) + " KiB, " + what);
    }
  }

  private static JsonObject asJson(Path root, long limit, Contents contents) {
    var kinds = new JsonObject();
    contents
        .byKind()
        .forEach(
            (kind, usage) -> {
              var one = new JsonObject();
              one.addProperty("results", usage.records().files());
              one.addProperty("resultBytes", usage.records().bytes());
              one.addProperty("values", usage.values().files());
              one.addProperty("valueBytes", usage.values().bytes());
              kinds.add(kind, one);
            });
    Files sum = sum(contents);
    var all = new JsonObject();
    all.addProperty("directory", root.toString());
    all.addProperty("files", sum.files());
    all.addProperty("bytes", sum.bytes());
    all.addProperty("maxBytes", limit);
    all.add("kinds", kinds);
    all.addProperty("otherFormatFiles", contents.otherFormats().files());
    all.addProperty("otherFormatBytes", contents.otherFormats().bytes());
    all.addProperty("temporaryFiles", contents.temporary().files());
    all.addProperty("foreignFiles", contents.foreign());
    return all;
  }
}
