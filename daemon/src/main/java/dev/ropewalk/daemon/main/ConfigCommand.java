package dev.ropewalk.daemon.main;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.config.ConfigurationFile;
import dev.ropewalk.daemon.config.UserDirectories;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ropewalk config}. */
@Command(
    name = "config",
    description = {
      "Prints every setting: its value, default, range and reason.",
      "Settings are read from $XDG_CONFIG_HOME/ropewalk/config.json, for example"
          + " {\"server\": {\"maxConnections\": 8}}; never from a workspace.",
      "Exits with 1 when something in that file is wrong."
    })
final class ConfigCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var directories = UserDirectories.ofProcess();
    var loaded = ConfigurationFile.load(directories.configurationFile());
    List<ConfigurationFile.Entry> entries = ConfigurationFile.entries(loaded.configuration());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(directories, loaded, entries));
    } else {
      print(out, directories, entries);
    }
    out.flush();
    for (String problem : loaded.problems()) {
      spec.commandLine().getErr().println("ropewalk: " + problem);
    }
    return loaded.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void print(
      PrintWriter out, UserDirectories directories, List<ConfigurationFile.Entry> entries) {
    out.println("settings    " + directories.configurationFile());
    out.println("extensions  " + directories.data());
    out.println("cache       " + directories.cache());
    out.println("logs        " + directories.logs());
    out.println("sockets     " + directories.runtime());
    out.println();
    int width = entries.stream().mapToInt(entry -> entry.key().length()).max().orElse(0);
    for (var entry : entries) {
      String mark = entry.value().equals(entry.byDefault()) ? "  " : "* ";
      out.println(
          mark
              + entry.key()
              + " ".repeat(width - entry.key().length() + 2)
              + entry.value()
              + (entry.unit().isEmpty() ? "" : " " + entry.unit())
              + (entry.range().isEmpty() ? "" : "  (" + entry.range() + ")"));
      if (!entry.reason().isEmpty()) {
        out.println("      " + entry.reason());
      }
    }
    out.println();
    out.println("* is set by the user; sizes may be written as \"16 MiB\", times as \"2 s\"");
  }

  private static String asJson(
      UserDirectories directories,
      ConfigurationFile.Loaded loaded,
      List<ConfigurationFile.Entry> entries) {
    var settings = new JsonArray();
    for (var entry : entries) {
      var one = new JsonObject();
      one.addProperty("key", entry.key());
      one.addProperty("value", entry.value());
      one.addProperty("default", entry.byDefault());
      one.addProperty("unit", entry.unit());
      one.addProperty("range", entry.range());
      one.addProperty("reason", entry.reason());
      settings.add(one);
    }
    var problems = new JsonArray();
    loaded.problems().forEach(problems::add);
    var all = new JsonObject();
    all.addProperty("file", directories.configurationFile().toString());
    all.add("settings", settings);
    all.add("problems", problems);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all);
  }
}
