package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.DocumentPlace;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.extension.Language;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.lsp4j.Diagnostic;
import org.jspecify.annotations.Nullable;

/** What a server keeps of a document beside its text. */
final class OpenDocument {
  private static final AtomicLong RESULTS = new AtomicLong();

  /**
   * What was sent last, for the next answer to refer to.
   *
   * @param id unique in the daemon
   */
  record TokenResult(String id, int[] data) {}

  private final Document document;
  private final @Nullable Language language;
  private final Supplier<Collection<Path>> roots;
  private final Set<Answer<?>> retried = ConcurrentHashMap.newKeySet();

  @GuardedBy("this")
  private @Nullable List<Diagnostic> reported;

  @GuardedBy("this")
  private String reportId = "";

  private volatile @Nullable TokenResult tokens;
  private volatile @Nullable FormatError formatError;
  private volatile Runnable formatErrorChanged = () -> {};
  private final AtomicBoolean surrogatesTold = new AtomicBoolean();

  OpenDocument(Document document, @Nullable Language language, Supplier<Collection<Path>> roots) {
    this.document = document;
    this.language = language;
    this.roots = roots;
  }

  Document document() {
    return document;
  }

  @Nullable Language language() {
    return language;
  }

  /** What analyses are of; empty when there is no language, or no text that both sides agree on. */
  Optional<Subject> subject() {
    return language != null && document.state() instanceof DocumentState.Open(var snapshot)
        ? Optional.of(new Subject(snapshot, language))
        : Optional.empty();
  }

  /** What extensions see; empty when there is no text that both sides agree on. */
  Optional<Buffer> buffer() {
    return document.state() instanceof DocumentState.Open(var snapshot)
        ? Optional.of(new Buffer(snapshot, language, document.languageId(), place()))
        : Optional.empty();
  }

  /** Where it is among the directories that the client works in now. */
  DocumentPlace place() {
    return DocumentPlace.of(document.key().uri(), roots.get());
  }

  /** Remembers a request whose client asks again when it fails as modified. */
  void watch(Answer<?> answer) {
    retried.add(answer);
    var unused = answer.whenComplete((value, failure) -> retried.remove(answer));
  }

  /** Fails the remembered requests: the text that they are about is gone. */
  void modified() {
    for (Answer<?> answer : retried) {
      answer.failEarly(
          ErrorCode.CONTENT_MODIFIED.failure(
              "the document changed while " + answer.method() + " was being answered"));
    }
  }

  /** The id of a report with these diagnostics: that of the last report when they are equal. */
  synchronized String report(List<Diagnostic> diagnostics) {
    if (!diagnostics.equals(reported)) {
      reported = diagnostics;
      reportId = "d" + RESULTS.incrementAndGet();
    }
    return reportId;
  }

  /** Whether the last report was another one than these; false when there was none. */
  synchronized boolean wasToldOther(List<Diagnostic> diagnostics) {
    return reported != null && !reported.equals(diagnostics);
  }

  /** Has somebody hear when {@link #formatError} changes. */
  void whenFormatErrorChanges(Runnable listener) {
    formatErrorChanged = listener;
  }

  /** A formatter could not read the document. */
  void unformattable(FormatError error) {
    formatError = error;
    formatErrorChanged.run();
  }

  /** A formatter could read the document. */
  void formatted() {
    if (formatError != null) {
      formatError = null;
      formatErrorChanged.run();
    }
  }

  /** What kept a formatter from formatting a text that the document had. */
  Optional<FormatError> formatError() {
    return Optional.ofNullable(formatError);
  }

  /** Whether lone surrogates are to be told of: true once. */
  boolean tellSurrogates() {
    return surrogatesTold.compareAndSet(false, true);
  }

  /** What tokens were sent last, or null. */
  @Nullable TokenResult tokens() {
    return tokens;
  }

  /** Remembers tokens that are being sent. */
  TokenResult sent(int[] data) {
    TokenResult result = new TokenResult("t" + RESULTS.incrementAndGet(), data);
    tokens = result;
    return result;
  }
}
