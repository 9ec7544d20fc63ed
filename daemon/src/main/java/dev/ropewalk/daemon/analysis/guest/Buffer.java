package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.ContentId;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.extension.Language;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open document, as an input: its text in place of the file's.
 *
 * @param language null when nothing parses it
 * @param languageId what the client calls the language
 */
public record Buffer(
    Snapshot snapshot, @Nullable Language language, String languageId, DocumentPlace place) {

  /** What analyses of syntax are of; empty without a language. */
  public Optional<Subject> subject() {
    return language == null ? Optional.empty() : Optional.of(new Subject(snapshot, language));
  }

  /** The name of the language for extensions: ours, or else the client's. */
  public String languageName() {
    return language == null ? languageId.toLowerCase(Locale.ROOT) : language.id();
  }

  /** Names the text. */
  public String content() {
    ContentId content = snapshot.content();
    return content.high() + "." + content.low() + "." + content.lengthBytes();
  }

  Fingerprint fingerprint() {
    ContentId content = snapshot.content();
    return Fingerprint.of(
        new CanonicalWriter()
            .putLong(content.high())
            .putLong(content.low())
            .putLong(content.lengthBytes())
            .putString(language == null ? "" : language.cacheKey())
            .putString(languageId)
            .putString(snapshot.step().name())
            .putString(snapshot.encoding().name())
            .putBoolean(snapshot.session() != null)
            .putString(place.root())
            .putString(place.name())
            .toBytes());
  }
}
