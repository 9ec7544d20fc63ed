package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.Asked;
import dev.ropewalk.daemon.analysis.NoTreeException;
import dev.ropewalk.daemon.analysis.index.WorkspaceFacts;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.abi.AbiRequest;
import dev.ropewalk.wasm.abi.AbiText;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks extensions on our own ABI. One that fails is left out and told of; others answer. */
public final class Guests {
  private static final System.Logger LOG = System.getLogger(Guests.class.getName());

  private final Engine engine;
  private final Analyses analyses;
  private final GuestQueries queries;
  private final GuestSet set;
  private final Consumer<Event> events;
  private final Executor executor;

  /**
   * Makes one without extensions.
   *
   * @param events takes what happened, for extensions that wait for it; must be quick
   * @param executor virtual threads
   */
  public Guests(
      Engine engine,
      Analyses analyses,
      WorkspaceFacts facts,
      Consumer<Event> events,
      Executor executor) {
    this.engine = engine;
    this.analyses = analyses;
    this.events = events;
    this.executor = executor;
    queries = new GuestQueries(analyses, facts);
    set = new GuestSet(engine);
    engine.know(
        queries.all(),
        List.of(Buffers.KIND, Buffers.OPEN, GuestSet.ALL, GuestSet.ONE, GuestSet.SETTINGS));
  }

  /** The extensions, to be set. */
  public GuestSet set() {
    return set;
  }

  /**
   * What one extension came to.
   *
   * @param reply empty when it failed
   * @param failure why, or empty
   */
  public record Outcome(
      Served extension, Optional<GuestReply> reply, Optional<GuestException> failure) {}

  /** The extensions that answer an operation for a document. */
  public List<Served> answering(Op op, Buffer buffer) {
    return set.all().stream()
        .filter(each -> each.answers(op, buffer.languageName(), buffer.place().name()))
        .toList();
  }

  /** Something happened that extensions may be waiting for; loads go on in the background. */
  public void happened(Event event) {
    events.accept(event);
  }

  /**
   * Asks every extension that answers such a request, of the texts as they are; the buffer must
   * have been put into the view. Cancelling the future stops guests for whom nobody else waits.
   *
   * @return fails when the document has changed before it was answered
   */
  public CompletableFuture<List<Outcome>> ask(GuestView view, Buffer buffer, AbiRequest request) {
    return ask(view, buffer, request, answering(request.op(), buffer));
  }

  /** The same, of these extensions. */
  public CompletableFuture<List<Outcome>> ask(
      GuestView view, Buffer buffer, AbiRequest request, List<Served> whom) {
    var each = new ArrayList<CompletableFuture<Outcome>>();
    for (Served served : whom) {
      each.add(one(view, buffer, request, served));
    }
    CompletableFuture<List<Outcome>> all =
        CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
    each.forEach(future -> Cancellation.follow(all, future));
    return all;
  }

  private CompletableFuture<Outcome> one(
      GuestView view, Buffer buffer, AbiRequest request, Served served) {
    PositionEncoding encoding = buffer.snapshot().encoding();
    var question = new GuestQuestion(served.id(), view, buffer.place(), request);
    Analyses.Held held;
    try {
      held = buffer.subject().map(analyses::hold).orElse(() -> {});
    } catch (NoTreeException | GuestException e) {
      return CompletableFuture.failedFuture(e);
    }
    var asked =
        new Asked<>(engine, queries.placed, GuestQueries.placedArgument(encoding, question), held);
    try {
      executor.execute(asked);
    } catch (RejectedExecutionException e) {
      held.close();
      asked.cancel(false);
    }
    String content = buffer.content();
    CompletableFuture<Outcome> outcome =
        asked.handle(
            (placed, failure) -> {
              if (failure != null) {
                return failed(served, failure);
              }
              if (!placed.content().equals(content)) {
                throw new NoTreeException("the document changed before it was answered");
              }
              return new Outcome(
                  served, Optional.of(reply(served, request, placed)), Optional.empty());
            });
    Cancellation.follow(outcome, asked);
    return outcome;
  }

  private static GuestReply reply(Served served, AbiRequest request, PlacedAnswer placed) {
    Function<String, Optional<AbiText>> any = name -> Optional.of(AbiText.ANY);
    return new GuestReply(served, served.extension().read(placed.answer(), request, any), placed);
  }

  private static Outcome failed(Served served, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    switch (cause) {
      case CancellationException cancelled -> throw cancelled;
      case GuestException known when known.code() == GuestException.Code.CANCELLED -> throw known;
      case GuestException known -> {
        LOG.log(System.Logger.Level.WARNING, "extension {0}: {1}", served.id(), known.getMessage());
        return new Outcome(served, Optional.empty(), Optional.of(known));
      }
      case null, default -> throw new CompletionException(cause);
    }
  }

  /**
   * What extensions find wrong with a document, for a query. The result holds for this revision
   * alone when one of them failed.
   */
  public List<GuestReply> diagnostics(GuestView view, Buffer buffer, Reads reads) {
    var replies = new ArrayList<GuestReply>();
    String language = buffer.languageName();
    for (Served served : GuestSet.all(reads)) {
      if (!served.answers(Op.DIAGNOSTICS, language, buffer.place().name())) {
        continue;
      }
      var request = new AbiRequest.Diagnostics(buffer.place().name(), language);
      var question = new GuestQuestion(served.id(), view, buffer.place(), request);
      try {
        PlacedAnswer placed =
            reads.get(
                queries.placed,
                GuestQueries.placedArgument(buffer.snapshot().encoding(), question));
        replies.add(reply(served, request, placed));
      } catch (GuestException e) {
        if (e.code() == GuestException.Code.CANCELLED) {
          throw e;
        }
        reads.untracked();
        LOG.log(System.Logger.Level.WARNING, "extension {0}: {1}", served.id(), e.getMessage());
      }
    }
    return replies;
  }
}
