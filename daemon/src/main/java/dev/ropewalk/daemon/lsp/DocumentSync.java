package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.guest.Buffers;
import dev.ropewalk.daemon.analysis.guest.GuestView;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.ChangeOutcome;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.document.DocumentUri;
import dev.ropewalk.daemon.document.QuietReparse;
import dev.ropewalk.daemon.document.SizeStep;
import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.wasm.registry.Event;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** Applies a client's document notifications, in their order, and tells it what goes wrong. */
final class DocumentSync {
  private static final System.Logger LOG = System.getLogger(DocumentSync.class.getName());

  /** What follows the documents of one connection. */
  private record Tracked(OpenDocument open, QuietReparse quiet, @Nullable DiagnosticsPush push) {}

  private final ServerContext context;
  private final String owner;
  private final ClientProfile profile;
  private final LanguageClient client;
  private final DiagnosticsSource diagnostics;
  private final Consumer<String> awaited;
  private final Supplier<Collection<Path>> roots;
  private final Buffers rested;
  private final Buffers now;
  private final Map<String, Tracked> tracked = new ConcurrentHashMap<>();

  /**
   * Begins without documents.
   *
   * @param awaited hears of each grammar that a document is about to need
   * @param roots the directories that the client works in now
   */
  DocumentSync(
      ServerContext context,
      String owner,
      ClientProfile profile,
      LanguageClient client,
      DiagnosticsSource diagnostics,
      Consumer<String> awaited,
      Supplier<Collection<Path>> roots) {
    this.context = context;
    this.owner = owner;
    this.profile = profile;
    this.client = client;
    this.diagnostics = diagnostics;
    this.awaited = awaited;
    this.roots = roots;
    rested = new Buffers(context.engine(), GuestView.rested(owner));
    now = new Buffers(context.engine(), GuestView.now(owner));
  }

  /** The open documents as they are now, for extensions. */
  Buffers now() {
    now.put(all().stream().map(OpenDocument::buffer).flatMap(Optional::stream).toList());
    return now;
  }

  /** The client works in other directories: documents may have other names. */
  void rootsChanged() {
    tracked
        .values()
        .forEach(
            known -> {
              known.open.buffer().ifPresent(now::set);
              if (known.push != null) {
                known.push.show();
              }
            });
    refreshDiagnostics();
  }

  /** What the client can do. */
  ClientProfile profile() {
    return profile;
  }

  /** The open document, by any spelling of its URI. */
  Optional<OpenDocument> find(String uri) {
    return Optional.ofNullable(tracked.get(DocumentUri.normalise(uri))).map(Tracked::open);
  }

  /** Every open document, in no order. */
  List<OpenDocument> all() {
    return tracked.values().stream().map(Tracked::open).toList();
  }

  void open(TextDocumentItem item) {
    String uri = DocumentUri.normalise(item.getUri());
    forget(uri);
    AtomicReference<@Nullable Language> chosen = new AtomicReference<>();
    DocumentStore.Opened opened =
        context
            .documents()
            .open(
                new DocumentStore.Opening(
                    owner,
                    item.getUri(),
                    item.getLanguageId() == null ? "" : item.getLanguageId(),
                    item.getVersion(),
                    item.getText(),
                    profile.encoding()),
                text -> {
                  Language language = languageOf(item, uri, text);
                  chosen.set(language);
                  if (language == null) {
                    return null;
                  }
                  awaited.accept(language.syntax().name());
                  return language.syntax();
                });
    Document document = opened.document();
    OpenDocument open = new OpenDocument(document, chosen.get(), roots);
    DiagnosticsPush push = push(open);
    QuietReparse quiet =
        new QuietReparse(
            document,
            context.documents(),
            context.scheduler(),
            context.documentSettings().quietReparse(),
            snapshot -> drifted(open, snapshot));
    open.whenFormatErrorChanges(push == null ? this::refreshDiagnostics : push::formatErrorChanged);
    tracked.put(uri, new Tracked(open, quiet, push));
    tell(open, opened.outcome());
    if (push != null) {
      push.show();
    }
    open.buffer()
        .ifPresent(
            buffer -> {
              context.guests().happened(new Event.LanguageUsed(buffer.languageName()));
              Formatting.opened(buffer, context.formatters());
            });
  }

  /** Null for a client that pulls and cannot be asked to. */
  private @Nullable DiagnosticsPush push(OpenDocument open) {
    if (!profile.pullsDiagnostics()) {
      return new DiagnosticsPush(open, DiagnosticsSink.pushing(client, open), context, rested);
    }
    return profile.refreshesDiagnostics()
        ? new DiagnosticsPush(open, DiagnosticsSink.refreshing(client, open), context, rested)
        : null;
  }

  private @Nullable Language languageOf(TextDocumentItem item, String uri, Text text) {
    int end = Math.min(text.lengthUtf16(), LanguageRegistry.BEGINNING_UTF16);
    String beginning = text.slice(0, text.floorToCodePoint(end));
    String languageId = item.getLanguageId() == null ? "" : item.getLanguageId();
    return context.languages().find(languageId, uri, beginning).orElse(null);
  }

  void change(
      VersionedTextDocumentIdentifier identifier, List<TextDocumentContentChangeEvent> events) {
    Tracked known = tracked.get(DocumentUri.normalise(identifier.getUri()));
    if (known == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "connection {0} changes a document that it has not opened; ignored",
          owner);
      return;
    }
    List<Change> changes = events.stream().map(DocumentSync::change).toList();
    ChangeOutcome outcome = known.open.document().change(identifier.getVersion(), changes);
    context.documents().count(outcome);
    known.open.modified();
    tell(known.open, outcome);
    switch (outcome) {
      case ChangeOutcome.Applied applied -> {
        known.quiet.touch();
        if (known.push != null) {
          known.push.later();
        }
      }
      case ChangeOutcome.Desynchronised lost -> stop(known);
      case ChangeOutcome.Refused refused -> stop(known);
      case ChangeOutcome.Ignored ignored -> {}
    }
  }

  private void stop(Tracked known) {
    now.remove(known.open.place().path());
    if (known.push != null) {
      known.push.clear();
    }
  }

  private static Change change(TextDocumentContentChangeEvent event) {
    var range = event.getRange();
    return range == null
        ? Change.full(event.getText())
        : Change.replacing(
            new Change.Range(
                new Position(range.getStart().getLine(), range.getStart().getCharacter()),
                new Position(range.getEnd().getLine(), range.getEnd().getCharacter())),
            event.getText());
  }

  void close(String uri) {
    String normal = DocumentUri.normalise(uri);
    Tracked gone = tracked.get(normal);
    if (gone != null) {
      forget(normal);
      context.documents().close(gone.open.document().key());
    }
  }

  private void forget(String normalUri) {
    Tracked gone = tracked.remove(normalUri);
    if (gone != null) {
      gone.open.modified();
      gone.quiet.close();
      if (gone.push != null) {
        gone.push.close();
      }
      now.remove(gone.open.place().path());
    }
  }

  /** Lets everything go; says nothing to the client, which is gone. */
  void closeAll() {
    tracked.values().forEach(known -> known.quiet.close());
    tracked.values().stream()
        .map(Tracked::push)
        .forEach(
            push -> {
              if (push != null) {
                push.close();
              }
            });
    tracked.clear();
    rested.clear();
    now.clear();
    context.documents().closeOwner(owner);
    diagnostics.close();
  }

  /** What decides on diagnostics changed: have them pulled anew; who is pushed to hears of it. */
  void refreshDiagnostics() {
    if (profile.pullsDiagnostics() && profile.refreshesDiagnostics()) {
      var unused = client.refreshDiagnostics();
    }
  }

  private void drifted(OpenDocument open, Snapshot snapshot) {
    Language language = open.language();
    if (language == null) {
      return;
    }
    context.analyses().forget(new Subject(snapshot, language));
    refreshDiagnostics();
    if (profile.refreshesTokens()) {
      var unused = client.refreshSemanticTokens();
    }
  }

  private void tell(OpenDocument open, ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Applied applied -> {
        if (applied.replacedSurrogates()) {
          surrogates(open);
        }
        SizeStep step = applied.snapshot().step();
        if (step.compareTo(applied.before()) > 0 && open.language() != null) {
          client.showMessage(new MessageParams(MessageType.Info, words(open, applied.snapshot())));
        }
      }
      case ChangeOutcome.Desynchronised lost ->
          client.showMessage(new MessageParams(MessageType.Error, lost.reason()));
      case ChangeOutcome.Refused refused ->
          client.showMessage(new MessageParams(MessageType.Error, refused.reason()));
      case ChangeOutcome.Ignored ignored -> {}
    }
  }

  private void surrogates(OpenDocument open) {
    if (open.tellSurrogates()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "connection {0} sent lone surrogates; they are kept as U+FFFD",
          owner);
    }
  }

  private String words(OpenDocument open, Snapshot snapshot) {
    long bytes = snapshot.text().lengthBytes();
    boolean off = snapshot.step() == SizeStep.TEXT_ONLY;
    long limit =
        off
            ? context.documentSettings().syntaxOffAboveBytes()
            : context.documentSettings().reducedAboveBytes();
    return open.document().clientUri()
        + " has "
        + bytes
        + " bytes, more than "
        + limit
        + (off
            ? ": it can be edited, but syntax analysis is off"
                + " (setting documents.syntaxOffAboveBytes)."
            : ": outline, folding and highlighting of the whole document are off,"
                + " what is visible is still highlighted (setting documents.reducedAboveBytes).");
  }
}
