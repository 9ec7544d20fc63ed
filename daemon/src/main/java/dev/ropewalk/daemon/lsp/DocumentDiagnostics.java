package dev.ropewalk.daemon.lsp;

import static dev.ropewalk.daemon.lsp.PlacedDiagnostics.NONE;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.Buffers;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.analysis.guest.GuestView;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
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
 * had when it last came to rest. Syntax is left out when the client does not want it in the
 * language.
 */
public final class DocumentDiagnostics implements Query<PlacedDiagnostics> {
  /*
   * The firewall of pushes: it reads the document as it was at rest, and the diagnostics of that text,
   * which are found by content; its own value is what the client would see. An edit that changes
   * nothing there runs both and ends here.
   *
   * The document is written when it rests, not at every edit: nothing is pushed of a text that is
   * being typed, and each write has every subscription of the daemon look.
   */
  private static final InputKind OFF = new InputKind("diagnosticsOff", Durability.MEDIUM);

  private final Analyses analyses;
  private final Guests guests;
  private final Set<String> alwaysOff;

  /** Languages, as an input. */
  private record Names(Set<String> names) {}

  /**
   * Makes the query; one for all connections of an engine. Its argument is that of {@link
   * Buffers#argument} for texts at rest.
   *
   * @param alwaysOff languages without syntax diagnostics for a client that has said nothing
   */
  public static DocumentDiagnostics of(
      Engine engine, Analyses analyses, Guests guests, Set<String> alwaysOff) {
    var query = new DocumentDiagnostics(analyses, guests, alwaysOff);
    engine.know(List.of(query), List.of(OFF, FormatError.KIND));
    return query;
  }

  private DocumentDiagnostics(Analyses analyses, Guests guests, Set<String> alwaysOff) {
    this.analyses = analyses;
    this.guests = guests;
    this.alwaysOff = Set.copyOf(alwaysOff);
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
    Optional<Buffer> known = Buffers.of(argument, reads);
    if (known.isEmpty()) {
      return PlacedDiagnostics.NONE;
    }
    Buffer buffer = known.get();
    GuestView view = Buffers.viewOf(argument);
    PlacedDiagnostics found =
        buffer.subject().map(subject -> syntax(subject, buffer, view, reads)).orElse(NONE);
    for (GuestReply reply : guests.diagnostics(view, buffer, reads)) {
      found = found.plus(PlacedDiagnostics.of(reply, buffer.place().name()));
    }
    Optional<FormatError> error = reads.input(FormatError.key(argument), FormatError.class);
    return error.isPresent() && error.get().content().equals(buffer.content())
        ? found.plus(new PlacedDiagnostics(List.of(error.get().item())))
        : found;
  }

  private PlacedDiagnostics syntax(Subject subject, Buffer buffer, GuestView view, Reads reads) {
    Set<String> off =
        reads
            .input(new InputKey(OFF, view.owner()), Names.class)
            .map(Names::names)
            .orElse(alwaysOff);
    return isOff(off, subject, buffer.languageId())
        ? NONE
        : PlacedDiagnostics.of(
            analyses.diagnostics(subject, reads),
            subject.snapshot().text(),
            subject.snapshot().encoding());
  }

  /** Whether a client that turned some languages off gets no syntax diagnostics of a document. */
  static boolean isOff(Set<String> off, Subject subject, String languageId) {
    return off.contains(subject.language().id()) || off.contains(languageId);
  }
}
