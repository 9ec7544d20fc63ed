package dev.ropewalk.daemon.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.daemon.lsp.StatusRequests;
import dev.ropewalk.wasm.dprint.FormatterStatus;
import dev.ropewalk.wasm.registry.Capability;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every extension of a daemon with its state and cost, as tools are told. */
final class ExtensionList {
  private ExtensionList() {}

  /** The extensions as JSON: the grammars, then the others by id. */
  static JsonArray of(Assembly assembly) {
    var list = new JsonArray();
    for (var served : assembly.languages().served()) {
      LanguageStatus status = served.syntax().status();
      JsonObject one =
          one(
              served.grammar().name(),
              served.grammar().version(),
              ExtensionKind.GRAMMAR,
              served.grammar().origin(),
              status.state());
      one.add("loadSeconds", StatusRequests.loadSeconds(status.phaseNanos()));
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
    Map<String, FormatterStatus> formatters = new TreeMap<>();
    assembly.formatters().status().forEach(each -> formatters.put(each.name(), each));
    Map<String, ExtensionCounters.Counts> counts = assembly.extensionCounters().counts();
    for (ExtensionRegistry.Registered each : assembly.extensions().all()) {
      String id = each.manifest().id().value();
      switch (each.manifest().kind()) {
        case GRAMMAR -> {} // told above
        case FORMATTER -> list.add(formatter(each, formatters.get(id)));
        case ANALYSIS -> {
          String origin = assembly.catalogue().isDeveloped(id) ? "under development" : "installed";
          JsonObject one = other(each, origin);
          capabilities(
              one, each.manifest(), assembly.configuration().guests().granted(each.manifest()));
          ExtensionCounters.Counts done = counts.get(id);
          if (done != null) {
            calls(one, done);
          }
          list.add(one);
        }
      }
    }
    return list;
  }

  private static JsonObject one(
      String name, String version, ExtensionKind kind, String origin, LifeStatus.State state) {
    var one = new JsonObject();
    one.addProperty("name", name);
    one.addProperty("version", version);
    one.addProperty("kind", kind.name().toLowerCase(Locale.ROOT));
    one.addProperty("origin", origin);
    one.addProperty("state", state.name().toLowerCase(Locale.ROOT));
    return one;
  }

  private static JsonObject other(ExtensionRegistry.Registered registered, String origin) {
    LifeStatus life = registered.life().status();
    JsonObject one =
        one(
            registered.manifest().id().value(),
            registered.manifest().version(),
            registered.manifest().kind(),
            origin,
            life.state());
    one.add("loadSeconds", StatusRequests.loadSeconds(life.phaseNanos()));
    one.addProperty("memoryPages", 0);
    one.addProperty("compiledBytes", 0);
    if (life.reason() != null && !life.reason().isEmpty()) {
      one.addProperty("failure", life.reason());
    }
    return one;
  }

  /** Says of each capability that it asks for whether it has it. */
  private static void capabilities(JsonObject one, Manifest manifest, Set<Capability> granted) {
    var asked = new JsonObject();
    for (Capability each : manifest.capabilities()) {
      asked.addProperty(each.manifestName(), granted.contains(each));
    }
    one.add("capabilities", asked);
  }

  private static JsonObject formatter(
      ExtensionRegistry.Registered registered, @Nullable FormatterStatus status) {
    JsonObject one = other(registered, "installed");
    if (status != null) {
      one.addProperty("fromStore", status.fromStore());
      one.addProperty("memoryPages", status.memoryPages());
      one.addProperty("compiledBytes", status.compiledBytes());
      one.addProperty("instances", status.instances());
    }
    return one;
  }

  /** Adds what an extension has done. */
  static void calls(JsonObject one, ExtensionCounters.Counts done) {
    one.addProperty("calls", done.calls());
    one.addProperty("failures", done.failures().values().stream().mapToLong(Long::longValue).sum());
    one.addProperty("wallSeconds", done.wallNanos() / 1e9);
    one.addProperty("cpuSeconds", done.cpuNanos() / 1e9);
    one.addProperty("hostCalls", done.hostCalls());
    one.addProperty("batches", done.batches());
    one.addProperty("memoryPages", done.pages());
    var spans = new JsonObject();
    new TreeMap<>(done.spanNanos()).forEach((name, nanos) -> spans.addProperty(name, nanos / 1e9));
    one.add("spanSeconds", spans);
  }
}
