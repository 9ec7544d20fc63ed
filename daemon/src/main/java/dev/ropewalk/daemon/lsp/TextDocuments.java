package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.abi.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentDiagnosticParams;
import org.eclipse.lsp4j.DocumentDiagnosticReport;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentLink;
import org.eclipse.lsp4j.DocumentLinkParams;
import org.eclipse.lsp4j.DocumentRangeFormattingParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RelatedFullDocumentDiagnosticReport;
import org.eclipse.lsp4j.RelatedUnchangedDocumentDiagnosticReport;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.SemanticTokens;
import org.eclipse.lsp4j.SemanticTokensDelta;
import org.eclipse.lsp4j.SemanticTokensDeltaParams;
import org.eclipse.lsp4j.SemanticTokensParams;
import org.eclipse.lsp4j.SemanticTokensRangeParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WillSaveTextDocumentParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.jspecify.annotations.Nullable;

/** Answers the requests on documents of one connection. */
final class TextDocuments implements TextDocumentService {
  private final ServerContext context;
  private final DiagnosticsSource diagnostics;
  private final Supplier<DocumentSync> following;
  private final ImportLinks links;
  private final GuestFeatures guests;
  private final Formatting formatting;

  /**
   * Makes the service.
   *
   * @param following the connection's documents; known when {@code initialize} was handled
   */
  TextDocuments(
      ServerContext context, DiagnosticsSource diagnostics, Supplier<DocumentSync> following) {
    this.context = context;
    this.diagnostics = diagnostics;
    this.following = following;
    links = new ImportLinks(context);
    guests = new GuestFeatures(context);
    formatting = new Formatting(context, guests);
  }

  private ClientProfile profile() {
    return following.get().profile();
  }

  @Override
  public void didOpen(DidOpenTextDocumentParams params) {
    following.get().open(params.getTextDocument());
  }

  @Override
  public void didChange(DidChangeTextDocumentParams params) {
    following.get().change(params.getTextDocument(), params.getContentChanges());
  }

  @Override
  public void didClose(DidCloseTextDocumentParams params) {
    following.get().close(params.getTextDocument().getUri());
  }

  @Override
  public void didSave(DidSaveTextDocumentParams params) {
    // The text of an open document is what the client says, not what it saves.
  }

  @Override
  public void willSave(WillSaveTextDocumentParams params) {
    // Nothing is done before a save.
  }

  @Override
  public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
      DocumentSymbolParams params) {
    String uri = params.getTextDocument().getUri();
    boolean nested = profile().hierarchicalSymbols();
    return answer(
        "textDocument/documentSymbol",
        params.getTextDocument(),
        List.of(),
        (open, asked) -> {
          CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> own =
              asked
                  .buffer()
                  .subject()
                  .map(
                      subject ->
                          then(
                              context.analyses().outline(subject),
                              subject,
                              (outline, text, encoding) ->
                                  Replies.symbols(outline, text, encoding, nested, uri)))
                  .orElse(CompletableFuture.completedFuture(List.of()));
          return guests.answers(Op.SYMBOLS, asked)
              ? both(
                  own,
                  guests.symbols(asked),
                  (symbols, more) -> {
                    var all = new ArrayList<>(symbols);
                    all.addAll(Replies.symbols(more, nested, uri));
                    return all;
                  })
              : own;
        });
  }

  @Override
  public CompletableFuture<List<FoldingRange>> foldingRange(FoldingRangeRequestParams params) {
    return answerOfTree(
        "textDocument/foldingRange",
        params.getTextDocument(),
        List.of(),
        (open, subject) ->
            then(
                context.analyses().folds(subject),
                subject,
                (folds, text, encoding) ->
                    Replies.folds(folds, text, encoding, profile().lineFoldingOnly())));
  }

  @Override
  public CompletableFuture<List<SelectionRange>> selectionRange(SelectionRangeParams params) {
    return answerOfTree(
        "textDocument/selectionRange",
        params.getTextDocument(),
        List.of(),
        (open, subject) -> {
          List<CompletableFuture<SelectionRange>> each = new ArrayList<>();
          for (Position position : params.getPositions()) {
            each.add(
                then(
                    context.analyses().selection(subject, offset(subject, position)),
                    subject,
                    Replies::selection));
          }
          return all(each);
        });
  }

  @Override
  public CompletableFuture<List<? extends DocumentHighlight>> documentHighlight(
      DocumentHighlightParams params) {
    return answerOfTree(
        "textDocument/documentHighlight",
        params.getTextDocument(),
        List.of(),
        (open, subject) ->
            then(
                context.analyses().highlights(subject, offset(subject, params.getPosition())),
                subject,
                Replies::highlights));
  }

  @Override
  @SuppressWarnings("NullAway") // null is the protocol's way to say that there is nothing
  public CompletableFuture<@Nullable Hover> hover(HoverParams params) {
    return this.<@Nullable Hover>answer(
        "textDocument/hover",
        params.getTextDocument(),
        null,
        (open, asked) -> {
          CompletableFuture<@Nullable Hover> own =
              asked
                  .buffer()
                  .subject()
                  .map(subject -> hover(subject, params.getPosition()))
                  .orElse(CompletableFuture.completedFuture(null));
          return guests.answers(Op.HOVER, asked)
              ? both(own, guests.hover(asked, params.getPosition()), this::together)
              : own;
        });
  }

  @SuppressWarnings("NullAway") // null is the protocol's way to say that there is nothing
  private CompletableFuture<@Nullable Hover> hover(Subject subject, Position position) {
    return then(
        context.analyses().hover(subject, offset(subject, position)),
        subject,
        (card, text, encoding) ->
            card.map(c -> Replies.hover(c, text, encoding, profile().markdownHover()))
                .orElse(null));
  }

  /** What syntax tells of a place, and what extensions do. */
  private @Nullable Hover together(@Nullable Hover own, List<GuestFeatures.Told> told) {
    if (told.isEmpty()) {
      return own;
    }
    var text = new StringBuilder();
    if (own != null) {
      text.append(own.getContents().getRight().getValue()).append("\n\n");
    }
    told.forEach(one -> text.append(one.markdown()).append("\n\n"));
    String kind = profile().markdownHover() ? MarkupKind.MARKDOWN : MarkupKind.PLAINTEXT;
    return new Hover(
        new MarkupContent(kind, text.toString().strip()),
        own == null ? told.getFirst().range() : own.getRange());
  }

  @Override
  public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(
      CompletionParams params) {
    return answer(
        "textDocument/completion",
        params.getTextDocument(),
        Either.forLeft(List.of()),
        (open, asked) -> guests.completion(asked, params.getPosition()));
  }

  @Override
  public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>>
      definition(DefinitionParams params) {
    return answer(
        "textDocument/definition",
        params.getTextDocument(),
        Either.forLeft(List.of()),
        (open, asked) -> guests.definition(asked, params.getPosition()).thenApply(Either::forLeft));
  }

  @Override
  public CompletableFuture<List<? extends Location>> references(ReferenceParams params) {
    return answer(
        "textDocument/references",
        params.getTextDocument(),
        List.of(),
        (open, asked) ->
            guests
                .references(
                    asked,
                    params.getPosition(),
                    params.getContext() != null && params.getContext().isIncludeDeclaration())
                .thenApply(found -> found));
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
    return answer(
        "textDocument/codeAction",
        params.getTextDocument(),
        List.of(),
        (open, asked) -> guests.actions(asked, params));
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams params) {
    return answer(
        "textDocument/formatting",
        params.getTextDocument(),
        List.of(),
        (open, asked) ->
            found(formatting.format(open, asked, Optional.empty(), params.getOptions())));
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> rangeFormatting(
      DocumentRangeFormattingParams params) {
    return answer(
        "textDocument/rangeFormatting",
        params.getTextDocument(),
        List.of(),
        (open, asked) ->
            found(
                formatting.format(
                    open, asked, Optional.of(params.getRange()), params.getOptions())));
  }

  private static CompletableFuture<List<? extends TextEdit>> found(
      CompletableFuture<List<TextEdit>> edits) {
    CompletableFuture<List<? extends TextEdit>> same = edits.thenApply(all -> all);
    Cancellation.follow(same, edits);
    return same;
  }

  @Override
  public CompletableFuture<List<InlayHint>> inlayHint(InlayHintParams params) {
    return answer(
        "textDocument/inlayHint",
        params.getTextDocument(),
        List.of(),
        (open, asked) -> guests.hints(asked, params.getRange()));
  }

  /** Runs a command of an extension; the edits are the caller's to apply. */
  CompletableFuture<GuestFeatures.Done> command(ExecuteCommandParams params) {
    var identifier = new TextDocumentIdentifier(GuestFeatures.documentOf(params));
    return answer(
        "workspace/executeCommand",
        identifier,
        new GuestFeatures.Done("", Optional.empty()),
        (open, asked) -> guests.command(asked, params));
  }

  @Override
  public CompletableFuture<List<DocumentLink>> documentLink(DocumentLinkParams params) {
    return answerOfTree(
        "textDocument/documentLink", params.getTextDocument(), List.of(), links::of);
  }

  @Override
  public CompletableFuture<SemanticTokens> semanticTokensFull(SemanticTokensParams params) {
    return answerOfTree(
        "textDocument/semanticTokens/full",
        params.getTextDocument(),
        new SemanticTokens(List.of()),
        (open, subject) ->
            then(
                context.analyses().tokens(subject),
                subject,
                (tokens, text, encoding) -> {
                  var result = open.sent(TokenWire.encode(tokens, text, encoding));
                  return new SemanticTokens(result.id(), TokenWire.listOf(result.data()));
                }));
  }

  @Override
  public CompletableFuture<Either<SemanticTokens, SemanticTokensDelta>> semanticTokensFullDelta(
      SemanticTokensDeltaParams params) {
    return answerOfTree(
        "textDocument/semanticTokens/full/delta",
        params.getTextDocument(),
        Either.forLeft(new SemanticTokens(List.of())),
        (open, subject) -> {
          OpenDocument.TokenResult before = open.tokens();
          return then(
              context.analyses().tokens(subject),
              subject,
              (tokens, text, encoding) -> {
                var now = open.sent(TokenWire.encode(tokens, text, encoding));
                return before != null && before.id().equals(params.getPreviousResultId())
                    ? Either.forRight(
                        new SemanticTokensDelta(
                            TokenWire.difference(before.data(), now.data()), now.id()))
                    : Either.forLeft(new SemanticTokens(now.id(), TokenWire.listOf(now.data())));
              });
        });
  }

  @Override
  public CompletableFuture<SemanticTokens> semanticTokensRange(SemanticTokensRangeParams params) {
    return answerOfTree(
        "textDocument/semanticTokens/range",
        params.getTextDocument(),
        new SemanticTokens(List.of()),
        (open, subject) -> {
          int start = offset(subject, params.getRange().getStart());
          int end = Math.max(start, offset(subject, params.getRange().getEnd()));
          return then(
              context.analyses().tokens(subject, start, end),
              subject,
              (tokens, text, encoding) ->
                  new SemanticTokens(TokenWire.listOf(TokenWire.encode(tokens, text, encoding))));
        });
  }

  @Override
  public CompletableFuture<DocumentDiagnosticReport> diagnostic(DocumentDiagnosticParams params) {
    return answer(
        "textDocument/diagnostic",
        params.getTextDocument(),
        new DocumentDiagnosticReport(new RelatedFullDocumentDiagnosticReport(List.of())),
        (open, asked) -> {
          CompletableFuture<List<Diagnostic>> found =
              diagnostics.of(open, asked.buffer(), asked.view());
          CompletableFuture<DocumentDiagnosticReport> report =
              found.thenApply(items -> report(open, items, params.getPreviousResultId()));
          Cancellation.follow(report, found);
          return report;
        });
  }

  private static DocumentDiagnosticReport report(
      OpenDocument open, List<Diagnostic> items, @Nullable String previous) {
    String id = open.report(items);
    if (id.equals(previous)) {
      return new DocumentDiagnosticReport(new RelatedUnchangedDocumentDiagnosticReport(id));
    }
    RelatedFullDocumentDiagnosticReport full = new RelatedFullDocumentDiagnosticReport(items);
    full.setResultId(id);
    return new DocumentDiagnosticReport(full);
  }

  /** How a result is put into the client's terms. */
  private interface Wording<A, B extends @Nullable Object> {
    B say(A result, Text text, PositionEncoding encoding);
  }

  /** What is done for a request; submits its reads before it returns. */
  private interface Work<T extends @Nullable Object> {
    CompletableFuture<T> begin(OpenDocument open, GuestFeatures.Asked asked);
  }

  /** The same, with a tree. */
  private interface TreeWork<T extends @Nullable Object> {
    CompletableFuture<T> begin(OpenDocument open, Subject subject);
  }

  private <T extends @Nullable Object> CompletableFuture<T> answer(
      String method, TextDocumentIdentifier identifier, T nothing, Work<T> work) {
    OpenDocument open =
        following
            .get()
            .find(identifier.getUri())
            .orElseThrow(
                () ->
                    ErrorCode.DOCUMENT_NOT_OPEN.failure(
                        "the document "
                            + identifier.getUri()
                            + " is not open on this connection; send textDocument/didOpen first"));
    switch (open.document().state()) {
      case DocumentState.Desynchronised lost ->
          throw ErrorCode.DOCUMENT_DESYNCHRONISED.failure(lost.reason());
      case DocumentState.Refused refused ->
          throw ErrorCode.DOCUMENT_REFUSED.failure(refused.reason());
      case DocumentState.Open served -> {}
    }
    var buffer = open.buffer();
    if (buffer.isEmpty()) {
      return CompletableFuture.completedFuture(nothing);
    }
    Answer<T> answer = new Answer<>(method);
    if (profile().retried().contains(method)) {
      open.watch(answer);
    }
    var asked =
        new GuestFeatures.Asked(
            buffer.get(), following.get().now().view(), open.document().clientUri());
    return answer.from(work.begin(open, asked));
  }

  /** The same, for what needs a tree. */
  private <T extends @Nullable Object> CompletableFuture<T> answerOfTree(
      String method, TextDocumentIdentifier identifier, T nothing, TreeWork<T> work) {
    return answer(
        method,
        identifier,
        nothing,
        (open, asked) ->
            asked
                .buffer()
                .subject()
                .map(subject -> work.begin(open, subject))
                .orElseGet(() -> CompletableFuture.completedFuture(nothing)));
  }

  private static <A extends @Nullable Object, B, C extends @Nullable Object>
      CompletableFuture<C> both(
          CompletableFuture<A> one, CompletableFuture<B> other, BiFunction<A, B, C> join) {
    CompletableFuture<C> together = one.thenCombine(other, join);
    Cancellation.follow(together, one);
    Cancellation.follow(together, other);
    return together;
  }

  private <A, B extends @Nullable Object> CompletableFuture<B> then(
      CompletableFuture<A> result, Subject subject, Wording<A, B> wording) {
    Function<A, B> step =
        value -> wording.say(value, subject.snapshot().text(), subject.snapshot().encoding());
    CompletableFuture<B> worded = result.thenApplyAsync(step, context.executor());
    Cancellation.follow(worded, result);
    return worded;
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> each) {
    CompletableFuture<List<T>> together =
        CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
    each.forEach(one -> Cancellation.follow(together, one));
    return together;
  }

  private static int offset(Subject subject, Position position) {
    return Positions.offset(subject.snapshot().text(), subject.snapshot().encoding(), position);
  }
}
