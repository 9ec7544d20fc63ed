package dev.ropewalk.daemon.lsp;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;

/**
 * Our own requests, {@code ropewalk/…}, which tools ask without {@code initialize}. To add one, add
 * an annotated method, and its name to {@link RopewalkServer#ALWAYS_ALLOWED} when tools ask it.
 */
@JsonSegment("ropewalk")
public final class StatusRequests {
  private final ServerContext context;
  private final BooleanSupplier admitted;
  private final Gson gson = new Gson();

  StatusRequests(ServerContext context, BooleanSupplier admitted) {
    this.context = context;
    this.admitted = admitted;
  }

  /** {@code ropewalk/status}: documents, languages and caches, as plain JSON. */
  @JsonRequest
  public CompletableFuture<JsonElement> status() {
    admit();
    return CompletableFuture.supplyAsync(this::collect, context.executor());
  }

  /**
   * {@code ropewalk/explain}: why results were computed, or were not, and what a change would
   * reach.
   */
  @JsonRequest
  public CompletableFuture<JsonElement> explain(ExplainParams params) {
    admit();
    var explain = new Explain(context.engine());
    return CompletableFuture.supplyAsync(() -> explain.of(params), context.executor());
  }

  private void admit() {
    if (!admitted.getAsBoolean()) {
      throw ErrorCode.TOKEN_REFUSED.failure(
          "this connection must present its token in initialize before it asks");
    }
  }

  private JsonElement collect() {
    JsonObject status = new JsonObject();
    status.addProperty("version", context.version());
    status.add("documentTotals", gson.toJsonTree(context.documents().statistics()));
    JsonArray documents = new JsonArray();
    context.documents().documents().forEach(document -> documents.add(document(document)));
    status.add("documents", documents);
    JsonArray languages = new JsonArray();
    context.languageStatus().get().forEach(language -> languages.add(language(language)));
    status.add("languages", languages);
    status.add("cache", gson.toJsonTree(context.counters().statistics(context.engine())));
    return status;
  }

  private static JsonObject document(Document document) {
    JsonObject out = new JsonObject();
    out.addProperty("uri", document.key().uri());
    out.addProperty("connection", document.key().owner());
    out.addProperty("languageId", document.languageId());
    switch (document.state()) {
      case DocumentState.Open(Snapshot now) -> {
        out.addProperty("state", "open");
        out.addProperty("version", now.version());
        out.addProperty("bytes", now.text().lengthBytes());
        out.addProperty("lines", now.text().lineCount());
        out.addProperty("analyses", now.step().name().toLowerCase(Locale.ROOT));
      }
      case DocumentState.Desynchronised lost -> {
        out.addProperty("state", "desynchronised");
        out.addProperty("reason", lost.reason());
      }
      case DocumentState.Refused refused -> {
        out.addProperty("state", "refused");
        out.addProperty("reason", refused.reason());
      }
    }
    return out;
  }

  private static JsonObject language(LanguageStatus language) {
    JsonObject out = new JsonObject();
    out.addProperty("name", language.name());
    out.addProperty("state", language.state().name().toLowerCase(Locale.ROOT));
    out.add("loadSeconds", loadSeconds(language.phaseNanos()));
    out.addProperty("fromStore", language.fromStore());
    out.addProperty("memoryPages", language.memoryPages());
    out.addProperty("compiledBytes", language.compiledBytes());
    out.addProperty("functions", language.functions());
    out.addProperty("instances", language.instances());
    out.addProperty("sessions", language.sessions());
    if (language.failure() != null) {
      out.addProperty("failure", language.failure());
    }
    return out;
  }

  /** How long the phases of a load took, in their order, as JSON in seconds. */
  public static JsonObject loadSeconds(Map<LoadPhase, Long> nanos) {
    JsonObject phases = new JsonObject();
    for (LoadPhase phase : LoadPhase.values()) {
      Long taken = nanos.get(phase);
      if (taken != null) {
        phases.addProperty(phase.name().toLowerCase(Locale.ROOT), taken / 1e9);
      }
    }
    return phases;
  }
}
