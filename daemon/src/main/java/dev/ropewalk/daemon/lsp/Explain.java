package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.engine.Cause;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Explanation;
import dev.ropewalk.daemon.engine.Key;
import dev.ropewalk.daemon.engine.QueryKey;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers {@code ropewalk/explain}: why results were computed, or were not, as JSON. */
final class Explain {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final Engine engine;

  Explain(Engine engine) {
    this.engine = engine;
  }

  /** The answer; fails with BAD_PARAMETERS. */
  JsonElement of(ExplainParams params) {
    int limit = params.limit() == null ? DEFAULT_LIMIT : Math.clamp(params.limit(), 1, MAX_LIMIT);
    String name = params.key();
    String uri = params.uri();
    if (name != null) {
      Key key =
          engine
              .key(name)
              .orElseThrow(
                  () ->
                      ErrorCode.BAD_PARAMETERS.failure(
                          "no query and no input is called '"
                              + name
                              + "'; give query(argument) as ropewalk/explain names it for a uri"));
      return answer(List.of(key), params.dependents(), limit);
    }
    if (uri == null || uri.isBlank()) {
      throw ErrorCode.BAD_PARAMETERS.failure("ropewalk/explain needs a key or a uri");
    }
    Optional<String> path = ClientRoots.path(uri).map(Path::toString);
    List<QueryKey<?>> concerned =
        engine
            .remembered(
                key ->
                    key.argument().contains(uri)
                        || path.map(file -> names(key.argument(), file)).orElse(false),
                limit)
            .stream()
            .sorted(Comparator.comparing(QueryKey::display))
            .toList();
    return answer(concerned, params.dependents(), limit);
  }

  /** Whether a path is the argument, or a line of it. */
  private static boolean names(String argument, String path) {
    int at = argument.indexOf(path);
    int end = at + path.length();
    return at >= 0
        && (at == 0 || argument.charAt(at - 1) == '\n')
        && (end == argument.length() || argument.charAt(end) == '\n');
  }

  private JsonElement answer(List<? extends Key> keys, boolean dependents, int limit) {
    var results = new JsonArray();
    for (Key key : keys) {
      var one = new JsonObject();
      one.addProperty("key", key.display());
      if (key instanceof QueryKey<?> query) {
        engine
            .explain(query)
            .ifPresentOrElse(why -> put(one, why), () -> one.addProperty("known", false));
      }
      if (dependents) {
        var reached = new JsonArray();
        engine
            .dependents(key, limit)
            .forEach(
                (dependent, steps) -> {
                  var each = new JsonObject();
                  each.addProperty("key", dependent.display());
                  each.addProperty("steps", steps);
                  reached.add(each);
                });
        one.add("dependents", reached);
      }
      results.add(one);
    }
    var answer = new JsonObject();
    answer.add("results", results);
    return answer;
  }

  private static void put(JsonObject one, Explanation why) {
    one.addProperty("known", true);
    one.addProperty("revision", why.revision());
    one.addProperty("verifiedAt", why.verifiedAt());
    one.addProperty("durability", why.durability().name().toLowerCase(Locale.ROOT));
    one.addProperty("tracked", why.tracked());
    one.add("computed", step(why.computed()));
    one.addProperty("reads", why.reads());
    one.add("readKeys", keys(why.readKeys()));
    one.addProperty("cascadeDepth", why.cascade().size());
    var cascade = new JsonArray();
    why.cascade().forEach(step -> cascade.add(step(step)));
    one.add("cascade", cascade);
    one.add("cutOffs", keys(why.cutOffs()));
  }

  private static JsonObject step(Explanation.Step step) {
    var out = new JsonObject();
    out.addProperty("key", step.key().display());
    step.cause().ifPresent(cause -> out.addProperty("because", because(cause)));
    if (step.revision() > 0) {
      out.addProperty("revision", step.revision());
      out.addProperty("same", step.same());
      out.addProperty("seconds", step.nanos() / 1e9);
    }
    return out;
  }

  private static String because(Cause cause) {
    return switch (cause) {
      case Cause.FirstTime() -> "nothing was known";
      case Cause.ReadChanged(Key read) -> read.display() + " changed";
      case Cause.Untracked() -> "it rests on something that is not tracked";
      case Cause.ValueGone() -> "its value had left the memory";
      case Cause.Distrusted() -> "a check found that its query reads something in secret";
      case Cause.Cycle(Set<QueryKey<?>> members) ->
          "it needs itself, through "
              + members.stream().map(Key::display).sorted().collect(Collectors.joining(", "));
    };
  }

  private static JsonArray keys(List<Key> keys) {
    var out = new JsonArray();
    keys.forEach(key -> out.add(key.display()));
    return out;
  }
}
