package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.document.DocumentKey;
import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.ContentId;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The diagnostics of an open document as they are pushed to its client: those of the text that it
 * had when it last came to rest, unless the client does not want any of its language.
 */
public final class DocumentDiagnostics implements Query<PlacedDiagnostics> {
  /*
   * The firewall of pushes: it reads the input `document`, and the diagnostics of that text, which
   * are found by content; its own value is what the client would see. An edit that changes nothing
   * there runs both and ends here.
   *
   * The input is written when a document rests, not at every edit: nothing is pushed of a text that
   * is being typed, and each write has every subscription of the daemon look.
   */
  private static final InputKind DOCUMENT = new InputKind("document", Durability.LOW);
  private static final InputKind OFF = new InputKind("diagnosticsOff", Durability.MEDIUM);

  private final Analyses analyses;
  private final Set<String> alwaysOff;

  /**
   * What the input says of a document.
   *
   * @param languageId what the client calls the language
   */
  private record Rested(Subject subject, String languageId) {
    Fingerprint fingerprint() {
      Snapshot snapshot = subject.snapshot();
      ContentId content = snapshot.content();
      return Fingerprint.of(
          new CanonicalWriter()
              .putLong(content.high())
              .putLong(content.low())
              .putLong(content.lengthBytes())
              .putString(subject.language().cacheKey())
              .putString(languageId)
              .putString(snapshot.step().name())
              .putString(snapshot.encoding().name())
              .putBoolean(snapshot.session() != null)
              .toBytes());
    }
  }

  /** Languages, as an input. */
  private record Names(Set<String> names) {}

  /**
   * Makes the query; one for all connections of an engine.
   *
   * @param alwaysOff languages without diagnostics for a client that has said nothing
   */
  public static DocumentDiagnostics of(Engine engine, Analyses analyses, Set<String> alwaysOff) {
    var query = new DocumentDiagnostics(analyses, alwaysOff);
    engine.know(List.of(query), List.of(DOCUMENT, OFF));
    return query;
  }

  private DocumentDiagnostics(Analyses analyses, Set<String> alwaysOff) {
    this.analyses = analyses;
    this.alwaysOff = Set.copyOf(alwaysOff);
  }

  /** The write for a document that came to rest. */
  static InputWrite rested(Subject subject, String languageId) {
    Rested rested = new Rested(subject, languageId);
    return InputWrite.set(
        input(subject.snapshot().key()), rested.fingerprint(), rested, Durability.LOW);
  }

  /** The write for a document that is closed or not known any more. */
  static InputWrite gone(DocumentKey document) {
    return InputWrite.remove(input(document));
  }

  /** The write for a client that wants no diagnostics of some languages. */
  static InputWrite off(String owner, Set<String> languages) {
    return InputWrite.set(
        new InputKey(OFF, owner),
        Fingerprint.of(new CanonicalWriter().putStringSet(languages).toBytes()),
        new Names(Set.copyOf(languages)),
        Durability.MEDIUM);
  }

  /** The write for a client that is gone. */
  static InputWrite gone(String owner) {
    return InputWrite.remove(new InputKey(OFF, owner));
  }

  /** The argument for a document. */
  static String argument(DocumentKey document) {
    return document.owner().length() + ":" + document.owner() + document.uri();
  }

  private static InputKey input(DocumentKey document) {
    return new InputKey(DOCUMENT, argument(document));
  }

  private static String owner(String argument) {
    int colon = argument.indexOf(':');
    int length = Integer.parseInt(argument.substring(0, colon));
    return argument.substring(colon + 1, colon + 1 + length);
  }

  @Override
  public String id() {
    return "document-diagnostics";
  }

  @Override
  public Codec<PlacedDiagnostics> codec() {
    return PlacedDiagnostics.CODEC;
  }

  @Override
  public PlacedDiagnostics compute(String argument, Reads reads) {
    Optional<Rested> known = reads.input(new InputKey(DOCUMENT, argument), Rested.class);
    if (known.isEmpty()) {
      return PlacedDiagnostics.NONE;
    }
    Rested rested = known.get();
    Set<String> off =
        reads
            .input(new InputKey(OFF, owner(argument)), Names.class)
            .map(Names::names)
            .orElse(alwaysOff);
    Subject subject = rested.subject();
    if (isOff(off, subject, rested.languageId())) {
      return PlacedDiagnostics.NONE;
    }
    return PlacedDiagnostics.of(
        analyses.diagnostics(subject, reads),
        subject.snapshot().text(),
        subject.snapshot().encoding());
  }

  /** Whether a client that turned some languages off gets no diagnostics of a document. */
  static boolean isOff(Set<String> off, Subject subject, String languageId) {
    return off.contains(subject.language().id()) || off.contains(languageId);
  }
}
