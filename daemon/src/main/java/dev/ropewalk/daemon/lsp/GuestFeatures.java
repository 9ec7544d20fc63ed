package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.analysis.guest.GuestView;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.analysis.guest.Served;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.abi.AbiRequest;
import dev.ropewalk.wasm.abi.AbiResult;
import dev.ropewalk.wasm.abi.ByteRange;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintKind;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.jspecify.annotations.Nullable;

/** What extensions on our own ABI answer, in the terms of the protocol. */
final class GuestFeatures {
  /** The one command that clients are told of; its arguments say whose and which. */
  static final String COMMAND = "ropewalk.extension";

  private static final int COMMAND_ARGUMENTS = 4; // extension, document, name, argument

  private final ServerContext context;

  GuestFeatures(ServerContext context) {
    this.context = context;
  }

  /** A document of a request: its text, in the view that was brought up to date for it. */
  record Asked(Buffer buffer, GuestView view, String uri) {
    String name() {
      return buffer.place().name();
    }

    String language() {
      return buffer.languageName();
    }

    private int offset(Position position) {
      var text = buffer.snapshot().text();
      return text.convert(
          Positions.offset(text, buffer.snapshot().encoding(), position),
          PositionEncoding.UTF_16,
          PositionEncoding.UTF_8);
    }

    private ByteRange range(Range range) {
      int from = offset(range.getStart());
      return new ByteRange(from, Math.max(from, offset(range.getEnd())));
    }
  }

  /** Whether some extension answers an operation for a document. */
  boolean answers(Op op, Asked asked) {
    return !context.guests().answering(op, asked.buffer()).isEmpty();
  }

  private interface Wording<T> {
    T say(List<GuestReply> replies);
  }

  private <T> CompletableFuture<T> ask(Asked asked, AbiRequest request, Wording<T> wording) {
    return ask(asked, request, context.guests().answering(request.op(), asked.buffer()), wording);
  }

  private <T> CompletableFuture<T> ask(
      Asked asked, AbiRequest request, List<Served> whom, Wording<T> wording) {
    CompletableFuture<List<Guests.Outcome>> outcomes =
        context.guests().ask(asked.view(), asked.buffer(), request, whom);
    CompletableFuture<T> worded =
        outcomes.thenApplyAsync(
            all -> wording.say(all.stream().flatMap(one -> one.reply().stream()).toList()),
            context.executor());
    Cancellation.follow(worded, outcomes);
    return worded;
  }

  CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(
      Asked asked, Position position) {
    return ask(
        asked,
        new AbiRequest.Completion(asked.name(), asked.language(), asked.offset(position)),
        replies -> {
          boolean incomplete = false;
          var items = new ArrayList<CompletionItem>();
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.Completions found) {
              incomplete |= found.incomplete();
              found.items().forEach(item -> items.add(item(reply, asked.name(), item)));
            }
          }
          return Either.forRight(new CompletionList(incomplete, items));
        });
  }

  private static CompletionItem item(
      GuestReply reply, String document, AbiResult.Completion found) {
    var item = new CompletionItem(found.label());
    item.setKind(CompletionItemKind.forValue(found.kind()));
    if (!found.detail().isEmpty()) {
      item.setDetail(found.detail());
    }
    if (!found.documentation().isEmpty()) {
      item.setDocumentation(new MarkupContent(MarkupKind.MARKDOWN, found.documentation()));
    }
    if (!found.sort().isEmpty()) {
      item.setSortText(found.sort());
    }
    item.setTextEdit(
        Either.forLeft(
            new TextEdit(Replies.range(reply.span(document, found.range())), found.insert())));
    return item;
  }

  /** What extensions tell of a place, in their order. */
  CompletableFuture<List<Told>> hover(Asked asked, Position position) {
    return ask(
        asked,
        new AbiRequest.Hover(asked.name(), asked.language(), asked.offset(position)),
        replies -> {
          var told = new ArrayList<Told>();
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.Hover hover && !hover.markdown().isBlank()) {
              told.add(
                  new Told(
                      hover.markdown(), Replies.range(reply.span(asked.name(), hover.range()))));
            }
          }
          return told;
        });
  }

  /** Markdown about a range. */
  record Told(String markdown, Range range) {}

  CompletableFuture<List<DocumentSymbol>> symbols(Asked asked) {
    return ask(
        asked,
        new AbiRequest.Symbols(asked.name(), asked.language()),
        replies -> {
          var roots = new ArrayList<DocumentSymbol>();
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.Symbols(var found)) {
              roots.addAll(tree(reply, asked.name(), found));
            }
          }
          return roots;
        });
  }

  private static List<DocumentSymbol> tree(
      GuestReply reply, String document, List<AbiResult.Symbol> found) {
    var roots = new ArrayList<DocumentSymbol>();
    var around = new ArrayList<DocumentSymbol>();
    for (AbiResult.Symbol each : found) {
      var symbol =
          new DocumentSymbol(
              each.label(),
              SymbolKind.forValue(each.kind().number()),
              Replies.range(reply.span(document, each.range())),
              Replies.range(reply.span(document, each.name())));
      if (!each.detail().isEmpty()) {
        symbol.setDetail(each.detail());
      }
      symbol.setChildren(new ArrayList<>());
      while (around.size() > each.depth()) {
        around.removeLast();
      }
      (around.isEmpty() ? roots : around.getLast().getChildren()).add(symbol);
      around.add(symbol);
    }
    return roots;
  }

  CompletableFuture<List<Location>> definition(Asked asked, Position position) {
    return locations(
        asked, new AbiRequest.Definition(asked.name(), asked.language(), asked.offset(position)));
  }

  CompletableFuture<List<Location>> references(
      Asked asked, Position position, boolean withDeclaration) {
    return locations(
        asked,
        new AbiRequest.References(
            asked.name(), asked.language(), asked.offset(position), withDeclaration));
  }

  private CompletableFuture<List<Location>> locations(Asked asked, AbiRequest request) {
    return ask(
        asked,
        request,
        replies -> {
          var all = new ArrayList<Location>();
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.Locations(var found)) {
              for (AbiResult.Location each : found) {
                all.add(
                    new Location(
                        Replies.uri(reply.path(each.document()), asked.uri()),
                        Replies.range(reply.span(each.document(), each.range()))));
              }
            }
          }
          return all;
        });
  }

  CompletableFuture<List<InlayHint>> hints(Asked asked, Range range) {
    return ask(
        asked,
        new AbiRequest.InlayHints(asked.name(), asked.language(), asked.range(range)),
        replies -> {
          var all = new ArrayList<InlayHint>();
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.InlayHints(var found)) {
              for (AbiResult.InlayHint each : found) {
                var at = reply.span(asked.name(), new ByteRange(each.offset(), each.offset()));
                var hint =
                    new InlayHint(
                        new Position(at.startLine(), at.startCharacter()),
                        Either.forLeft(each.label()));
                hint.setKind(
                    switch (each.kind()) {
                      case TYPE -> InlayHintKind.Type;
                      case PARAMETER -> InlayHintKind.Parameter;
                    });
                hint.setPaddingLeft(each.spaceBefore());
                all.add(hint);
              }
            }
          }
          return all;
        });
  }

  /** Edits that format a stretch; of the first extension that answers. */
  CompletableFuture<List<TextEdit>> formatting(
      Asked asked, Range range, int tabSize, boolean spaces) {
    return ask(
        asked,
        new AbiRequest.Formatting(
            asked.name(), asked.language(), asked.range(range), tabSize, spaces),
        replies -> {
          for (GuestReply reply : replies) {
            if (reply.result() instanceof AbiResult.Formatted(var edits)) {
              return edits.stream().map(edit -> edit(reply, edit)).toList();
            }
          }
          return List.of();
        });
  }

  private static TextEdit edit(GuestReply reply, AbiResult.Edit edit) {
    return new TextEdit(Replies.range(reply.span(edit.document(), edit.range())), edit.text());
  }

  /** The actions for a range; each extension gets the codes of its own diagnostics there. */
  CompletableFuture<List<Either<Command, CodeAction>>> actions(
      Asked asked, CodeActionParams params) {
    List<Diagnostic> diagnostics = params.getContext().getDiagnostics();
    List<String> only = params.getContext().getOnly();
    var each = new ArrayList<CompletableFuture<List<Either<Command, CodeAction>>>>();
    for (Served served : context.guests().answering(Op.CODE_ACTIONS, asked.buffer())) {
      List<Diagnostic> own =
          diagnostics.stream().filter(one -> served.id().equals(one.getSource())).toList();
      var request =
          new AbiRequest.CodeActions(
              asked.name(),
              asked.language(),
              asked.range(params.getRange()),
              own.stream().map(GuestFeatures::code).distinct().toList());
      each.add(
          ask(
              asked,
              request,
              List.of(served),
              replies -> {
                var actions = new ArrayList<Either<Command, CodeAction>>();
                for (GuestReply reply : replies) {
                  if (reply.result() instanceof AbiResult.CodeActions(var found)) {
                    found.stream()
                        .map(action -> action(reply, asked, action, own))
                        .filter(action -> isWanted(action, only))
                        .forEach(action -> actions.add(Either.forRight(action)));
                  }
                }
                return actions;
              }));
    }
    CompletableFuture<List<Either<Command, CodeAction>>> all =
        CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> each.stream().flatMap(one -> one.join().stream()).toList());
    each.forEach(one -> Cancellation.follow(all, one));
    return all;
  }

  private static String code(Diagnostic diagnostic) {
    Either<String, Integer> code = diagnostic.getCode();
    return code == null ? "" : code.map(text -> text, Object::toString);
  }

  private static boolean isWanted(CodeAction action, @Nullable List<String> only) {
    return only == null
        || only.isEmpty()
        || only.stream()
            .anyMatch(
                kind ->
                    kind.isEmpty()
                        || action.getKind().equals(kind)
                        || action.getKind().startsWith(kind + "."));
  }

  private CodeAction action(
      GuestReply reply, Asked asked, AbiResult.CodeAction found, List<Diagnostic> own) {
    var action = new CodeAction(found.title());
    action.setKind(
        switch (found.kind()) {
          case QUICK_FIX -> CodeActionKind.QuickFix;
          case REFACTOR -> CodeActionKind.Refactor;
          case SOURCE -> CodeActionKind.Source;
        });
    if (found.preferred()) {
      action.setIsPreferred(true);
    }
    List<Diagnostic> fixes =
        own.stream()
            .filter(one -> !found.code().isEmpty() && found.code().equals(code(one)))
            .toList();
    if (!fixes.isEmpty()) {
      action.setDiagnostics(fixes);
    }
    if (!found.edits().isEmpty()) {
      action.setEdit(edits(reply, found.edits(), asked.uri()));
    }
    found
        .command()
        .ifPresent(
            command ->
                action.setCommand(
                    new Command(
                        found.title(),
                        COMMAND,
                        List.of(
                            reply.extension().id(),
                            asked.uri(),
                            command.name(),
                            command.argument()))));
    return action;
  }

  private static WorkspaceEdit edits(GuestReply reply, List<AbiResult.Edit> edits, String own) {
    Map<String, List<TextEdit>> changes = new LinkedHashMap<>();
    for (AbiResult.Edit edit : edits) {
      changes
          .computeIfAbsent(Replies.uri(reply.path(edit.document()), own), uri -> new ArrayList<>())
          .add(edit(reply, edit));
    }
    return new WorkspaceEdit(changes);
  }

  /**
   * What a command is to do.
   *
   * @param message for the user; may be empty
   */
  record Done(String message, Optional<WorkspaceEdit> edit) {}

  /** The document that a command is about, as its arguments say. */
  static String documentOf(ExecuteCommandParams params) {
    return text(params, 1);
  }

  /** Runs a command of an extension. */
  CompletableFuture<Done> command(Asked asked, ExecuteCommandParams params) {
    String id = text(params, 0);
    String name = text(params, 2);
    Served served =
        context.guests().set().all().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    ErrorCode.BAD_PARAMETERS.failure(
                        "there is no extension " + id + "; `ropewalk ext list` shows those there"));
    context.guests().happened(new Event.CommandCalled(name));
    var request = new AbiRequest.Command(asked.name(), asked.language(), name, text(params, 3));
    CompletableFuture<List<Guests.Outcome>> outcomes =
        context.guests().ask(asked.view(), asked.buffer(), request, List.of(served));
    CompletableFuture<Done> done =
        outcomes.thenApplyAsync(all -> done(all.getFirst(), asked.uri()), context.executor());
    Cancellation.follow(done, outcomes);
    return done;
  }

  private static Done done(Guests.Outcome outcome, String uri) {
    if (outcome.failure().isPresent()) {
      GuestException failure = outcome.failure().get();
      throw failure;
    }
    GuestReply reply = outcome.reply().orElseThrow();
    if (!(reply.result() instanceof AbiResult.CommandDone found)) {
      throw ErrorCode.BAD_PARAMETERS.failure(
          "extension " + outcome.extension().id() + " does not know this command");
    }
    return new Done(
        found.message(),
        found.edits().isEmpty() ? Optional.empty() : Optional.of(edits(reply, found.edits(), uri)));
  }

  private static String text(ExecuteCommandParams params, int index) {
    List<Object> arguments = params.getArguments() == null ? List.of() : params.getArguments();
    Object found = arguments.size() == COMMAND_ARGUMENTS ? arguments.get(index) : null;
    if (found instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    if (found instanceof String string) {
      return string;
    }
    throw ErrorCode.BAD_PARAMETERS.failure(
        "the command "
            + COMMAND
            + " takes four texts: extension, document, name, argument; it got "
            + Objects.toString(arguments.stream().map(GuestFeatures::shape).toList()));
  }

  private static String shape(@Nullable Object argument) {
    return argument instanceof JsonElement json
        ? json.isJsonPrimitive() ? "a value" : "a structure"
        : String.valueOf(argument == null ? "nothing" : argument.getClass().getSimpleName());
  }
}
