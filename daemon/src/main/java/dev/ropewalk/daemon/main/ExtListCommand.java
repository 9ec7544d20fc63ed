package dev.ropewalk.daemon.main;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.wasm.registry.LoadPhase;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext list}. */
@Command(
    name = "list",
    description = {
      "Lists every extension: its state and cost in the running daemon, or what is installed when"
          + " none runs.",
      "Times are seconds by phase of the last load; pages are 64 KiB of guest memory."
    })
final class ExtListCommand implements Callable<Integer> {
  private static final long PAGE_KIB = 64;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var configuration = common.begin();
    Optional<DaemonClient> daemon =
        DaemonClient.connect(Endpoints.of(common.directories()).socket());
    JsonArray list;
    if (daemon.isPresent()) {
      try (DaemonClient client = daemon.get()) {
        list = client.ask("ropewalk/extensions", new JsonObject()).getAsJsonArray();
      }
    } else {
      try (var assembly =
          Assembly.open(configuration, common.directories(), Distribution.ofProcess())) {
        list = ExtensionList.of(assembly);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(list));
    } else {
      print(out, list, daemon.isPresent());
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, JsonArray list, boolean running) {
    String row = "%-18s %-10s %-9s %-11s %8s %8s %8s %8s %8s %8s %8s %7s %10s  %s%n";
    out.printf(
        Locale.ROOT,
        row,
        "NAME",
        "VERSION",
        "KIND",
        "STATE",
        "READ",
        "VET",
        "LINK",
        "COMPILE",
        "STORE",
        "INSTANCE",
        "TOTAL",
        "PAGES",
        "CLASSES",
        "FROM");
    long pages = 0;
    long classes = 0;
    int loaded = 0;
    double seconds = 0;
    for (JsonElement each : list) {
      JsonObject one = each.getAsJsonObject();
      JsonObject phases = one.getAsJsonObject("loadSeconds");
      double total = 0;
      for (String phase : phases.keySet()) {
        total += phases.get(phase).getAsDouble();
      }
      String state = one.get("state").getAsString();
      loaded += state.equals("ready") ? 1 : 0;
      pages += one.get("memoryPages").getAsLong();
      classes += one.get("compiledBytes").getAsLong();
      seconds += total;
      out.printf(
          Locale.ROOT,
          row,
          one.get("name").getAsString(),
          one.get("version").getAsString(),
          one.get("kind").getAsString(),
          state,
          time(phases, LoadPhase.READ),
          time(phases, LoadPhase.VET),
          time(phases, LoadPhase.LINK),
          time(phases, LoadPhase.COMPILE),
          time(phases, LoadPhase.STORE),
          time(phases, LoadPhase.INSTANTIATE),
          total == 0 ? "-" : String.format(Locale.ROOT, "%.3f", total),
          one.get("memoryPages").getAsLong(),
          kib(one.get("compiledBytes").getAsLong()),
          one.get("origin").getAsString()
              + notGranted(one)
              + (one.has("failure") ? "; " + one.get("failure").getAsString() : ""));
    }
    out.printf(
        Locale.ROOT,
        "%d extensions, %d loaded in %.3f s, %d pages (%d KiB), classes %s%s%n",
        list.size(),
        loaded,
        seconds,
        pages,
        pages * PAGE_KIB,
        kib(classes),
        running ? "" : "; no daemon runs, so nothing is loaded");
  }

  /** What it asks for in vain, with the way to grant it. */
  private static String notGranted(JsonObject one) {
    JsonObject capabilities =
        one.has("capabilities") ? one.getAsJsonObject("capabilities") : new JsonObject();
    String missing =
        capabilities.keySet().stream()
            .filter(each -> !capabilities.get(each).getAsBoolean())
            .map(each -> one.get("name").getAsString() + ":" + each)
            .collect(Collectors.joining(", "));
    return missing.isEmpty() ? "" : "; asks for " + missing + ", which guests.grants does not have";
  }

  private static String time(JsonObject phases, LoadPhase phase) {
    JsonElement seconds = phases.get(phase.name().toLowerCase(Locale.ROOT));
    return seconds == null ? "-" : String.format(Locale.ROOT, "%.3f", seconds.getAsDouble());
  }

  private static String kib(long bytes) {
    return bytes / 1024 + " KiB";
  }
}
