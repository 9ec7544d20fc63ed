package dev.ropewalk.daemon.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.daemon.analysis.guest.GuestCatalogue;
import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.extension.GuestPackage;
import dev.ropewalk.daemon.schedule.Scheduler;
import dev.ropewalk.wasm.install.ModuleVetting;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.ManifestException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** The extensions that their authors work on, for as long as somebody asks for their logs. */
final class DevelopedExtensions {
  /** Nobody asked for a log so long: the author's tool is gone, however it ended. */
  private static final Duration ABANDONED = Duration.ofSeconds(10);

  private final GuestCatalogue catalogue;
  private final ExtensionCounters counters;
  private final ExtensionRegistry registry;
  private final ModuleVetting vetting;
  private final Configuration configuration;
  private final Scheduler scheduler;
  private final Map<String, Scheduler.Pending> ends = new ConcurrentHashMap<>();

  /**
   * Makes one.
   *
   * @param vetting makes a module ready before it takes the place of another
   */
  DevelopedExtensions(
      GuestCatalogue catalogue,
      ExtensionCounters counters,
      ExtensionRegistry registry,
      ModuleVetting vetting,
      Configuration configuration,
      Scheduler scheduler) {
    this.catalogue = catalogue;
    this.counters = counters;
    this.registry = registry;
    this.vetting = vetting;
    this.configuration = configuration;
    this.scheduler = scheduler;
  }

  JsonElement develop(Path directory) {
    GuestPackage found;
    try {
      found =
          GuestPackage.in(
              directory,
              configuration.budgets().budgets(),
              configuration.guests().maxModuleBytes());
    } catch (IOException | ManifestException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    if (found.manifest().kind() != ExtensionKind.ANALYSIS) {
      throw refused(
          "an extension of kind "
              + found.manifest().kind().name().toLowerCase(Locale.ROOT)
              + " is added with: ropewalk ext add "
              + directory);
    }
    try {
      switch (vetting.judge(found.manifest(), found.module().read())) {
        case ModuleVetting.Refused(String why) -> throw refused(why);
        case ModuleVetting.Accepted good -> catalogue.develop(found);
      }
    } catch (IOException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    String id = found.manifest().id().value();
    stay(id);
    var answer = new JsonObject();
    answer.addProperty("id", id);
    answer.add("provides", array(found.manifest().provides().stream().sorted().toList()));
    answer.add("languages", array(found.manifest().languages()));
    return answer;
  }

  private static JsonArray array(Iterable<String> texts) {
    var array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static ResponseErrorException refused(String message) {
    return new ResponseErrorException(
        new ResponseError(ResponseErrorCode.RequestFailed, message, null));
  }

  private void stay(String id) {
    Scheduler.Pending before = ends.put(id, scheduler.after(ABANDONED, () -> release(id)));
    if (before != null) {
      before.cancel();
    }
  }

  void release(String id) {
    Scheduler.Pending end = ends.remove(id);
    if (end != null) {
      end.cancel();
    }
    catalogue.release(id);
  }

  JsonElement log(String id, long after) {
    if (ends.containsKey(id)) {
      stay(id);
    }
    var answer = new JsonObject();
    var lines = new JsonArray();
    for (ExtensionCounters.Line line : counters.lines(id, after)) {
      var one = new JsonObject();
      one.addProperty("number", line.number());
      one.addProperty("level", line.level().name().toLowerCase(Locale.ROOT));
      one.addProperty("text", line.text());
      lines.add(one);
    }
    answer.add("lines", lines);
    ExtensionCounters.Counts done = counters.counts().get(id);
    if (done != null) {
      ExtensionList.calls(answer, done);
    }
    registry
        .find(new ExtensionId(id))
        .ifPresent(
            found -> {
              LifeStatus life = found.life().status();
              answer.addProperty("state", life.state().name().toLowerCase(Locale.ROOT));
              if (life.reason() != null) {
                answer.addProperty("reason", life.reason());
              }
            });
    return answer;
  }
}
