package dev.ropewalk.daemon.main;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.document.DocumentUri;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk explain}. */
@Command(
    name = "explain",
    description = {
      "Says why the running daemon computed a result, or did not have to.",
      "Give a file for all results that name it, or a key: query(argument), as the output names"
          + " them."
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE|KEY", description = "A file, a URI, or query(argument).")
  private String subject = "";

  @Option(
      names = "--dependents",
      description = "List what a change would reach, nearest first, with how many steps away.")
  private boolean dependents;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many results and dependents; ${DEFAULT-VALUE} by default.")
  private int limit = 100;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    common.begin();
    var request = new JsonObject();
    boolean isKey = subject.endsWith(")") && subject.indexOf('(') > 0;
    request.addProperty(isKey ? "key" : "uri", isKey ? subject : uri(subject));
    request.addProperty("dependents", dependents);
    request.addProperty("limit", limit);
    JsonArray results;
    try (DaemonClient daemon =
        DaemonClient.connect(Endpoints.of(common.directories()).socket())
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no daemon runs that could explain; start one with: ropewalk serve"))) {
      results = daemon.ask("ropewalk/explain", request).getAsJsonObject().getAsJsonArray("results");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(results));
    } else if (results.isEmpty()) {
      out.println("the daemon remembers nothing of " + subject);
    } else {
      results.forEach(result -> print(out, result.getAsJsonObject()));
    }
    out.flush();
    return results.isEmpty() ? ExitCode.FAILED : ExitCode.OK;
  }

  private static String uri(String subject) {
    return subject.contains(":/")
        ? subject
        : DocumentUri.normalise(Path.of(subject).toAbsolutePath().normalize().toUri().toString());
  }

  private static void print(PrintWriter out, JsonObject result) {
    out.println(result.get("key").getAsString());
    JsonElement known = result.get("known");
    if (known != null && !known.getAsBoolean()) {
      out.println("  nothing is remembered of it");
    }
    if (result.get("computed") instanceof JsonObject computed) {
      out.printf(
          Locale.ROOT,
          "  computed in revision %d in %.3f ms%s: %s%n",
          computed.get("revision").getAsLong(),
          1e3 * computed.get("seconds").getAsDouble(),
          computed.get("same").getAsBoolean() ? ", and came out as it had been" : "",
          computed.get("because").getAsString());
      JsonArray cascade = result.getAsJsonArray("cascade");
      for (JsonElement step : cascade) {
        JsonObject at = step.getAsJsonObject();
        JsonElement because = at.get("because");
        out.println(
            "    "
                + at.get("key").getAsString()
                + (because == null ? " (it caused all)" : ": " + because.getAsString()));
      }
      out.printf(
          Locale.ROOT,
          "  true in revision %d of %d; %d reads, durability %s%s%n",
          result.get("verifiedAt").getAsLong(),
          result.get("revision").getAsLong(),
          result.get("reads").getAsInt(),
          result.get("durability").getAsString(),
          result.get("tracked").getAsBoolean() ? "" : ", not tracked");
      list(out, "  reads", result.getAsJsonArray("readKeys"));
      list(
          out,
          "  not computed again, since these came out the same",
          result.getAsJsonArray("cutOffs"));
    }
    if (result.get("dependents") instanceof JsonArray reached) {
      out.println("  a change would reach " + (reached.isEmpty() ? "nothing" : "at most:"));
      for (JsonElement each : reached) {
        JsonObject one = each.getAsJsonObject();
        out.println("    " + one.get("steps").getAsInt() + " " + one.get("key").getAsString());
      }
    }
  }

  private static void list(PrintWriter out, String title, JsonArray keys) {
    if (!keys.isEmpty()) {
      out.println(title + ":");
      keys.forEach(key -> out.println("    " + key.getAsString()));
    }
  }
}
