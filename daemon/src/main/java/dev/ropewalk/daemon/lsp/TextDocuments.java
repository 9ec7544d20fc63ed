package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.document.DocumentState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentDiagnosticParams;
import org.eclipse.lsp4j.DocumentDiagnosticReport;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentLink;
import org.eclipse.lsp4j.DocumentLinkParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Position;
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
    return answer(
        "textDocument/documentSymbol",
        params.getTextDocument(),
        List.of(),
        (open, subject) ->
            then(
                context.analyses().outline(subject),
                subject,
                (outline, text, encoding) ->
                    Replies.symbols(
                        outline, text, encoding, profile().hierarchicalSymbols(), uri)));
  }

  @Override
  public CompletableFuture<List<FoldingRange>> foldingRange(FoldingRangeRequestParams params) {
    return answer(
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
    return answer(
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
    return answer(
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
        (open, subject) ->
            then(
                context.analyses().hover(subject, offset(subject, params.getPosition())),
                subject,
                (card, text, encoding) ->
                    card.map(c -> Replies.hover(c, text, encoding, profile().markdownHover()))
                        .orElse(null)));
  }

  @Override
  public CompletableFuture<List<DocumentLink>> documentLink(DocumentLinkParams params) {
    return answer("textDocument/documentLink", params.getTextDocument(), List.of(), links::of);
  }

  @Override
  public CompletableFuture<SemanticTokens> semanticTokensFull(SemanticTokensParams params) {
    return answer(
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
    return answer(
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
    return answer(
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
        (open, subject) ->
            then(
                diagnostics.of(open, subject),
                subject,
                (items, text, encoding) -> report(open, items, params.getPreviousResultId())));
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
    var subject = open.subject();
    if (subject.isEmpty()) {
      return CompletableFuture.completedFuture(nothing);
    }
    Answer<T> answer = new Answer<>(method);
    if (profile().retried().contains(method)) {
      open.watch(answer);
    }
    return answer.from(work.begin(open, subject.get()));
  }

  private <A, B extends @Nullable Object> CompletableFuture<B> then(
      CompletableFuture<A> result, Subject subject, Wording<A, B> wording) {
    Function<A, B> step =
        value -> wording.say(value, subject.snapshot().text(), subject.snapshot().encoding());
    CompletableFuture<B> worded = result.thenApplyAsync(step, context.executor());
    var unused =
        worded.whenComplete(
            (value, failure) -> {
              if (worded.isCancelled()) {
                result.cancel(true);
              }
            });
    return worded;
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> each) {
    CompletableFuture<List<T>> together =
        CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
    var unused =
        together.whenComplete(
            (value, failure) -> {
              if (together.isCancelled()) {
                each.forEach(one -> one.cancel(true));
              }
            });
    return together;
  }

  private static int offset(Subject subject, Position position) {
    return Positions.offset(subject.snapshot().text(), subject.snapshot().encoding(), position);
  }
}
