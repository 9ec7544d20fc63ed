package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextFile;
import dev.ropewalk.daemon.analysis.Pace;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.daemon.workspace.Contents;
import dev.ropewalk.daemon.workspace.FileLanguages;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Makes the facts of a content: finds its bytes and its language, and asks a guest. */
final class FileAnalyser implements FileLanguages {
  /** Endings that are remembered; a workspace has a few dozen. */
  private static final int MAX_ENDINGS = 1_000;

  private final LanguageRegistry registry;
  private final Contents contents;
  private final Map<String, Language> languages = new ConcurrentHashMap<>();

  /** Endings of files that some language serves whatever stands before them. */
  private final Set<String> endings = ConcurrentHashMap.newKeySet();

  FileAnalyser(LanguageRegistry registry, Contents contents) {
    this.registry = registry;
    this.contents = contents;
  }

  /** No file that is known to have had a content still has it. */
  static final class ContentGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    ContentGone(String content) {
      super("no file has the content " + content + " any more", null, false, false);
    }
  }

  /** A content could not be analysed. */
  static final class AnalysisFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    AnalysisFailed(String why) {
      super(why, null, false, false);
    }
  }

  @Override
  public boolean isCandidate(String path) {
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    int dot = path.indexOf('.', slash + 1);
    if (dot < 0) {
      return true; // the first line tells
    }
    String ending = path.substring(dot);
    if (endings.contains(ending)) {
      return true;
    }
    boolean found = language(path, "").isPresent();
    if (found && endings.size() < MAX_ENDINGS && language("any" + ending, "").isPresent()) {
      endings.add(ending);
    }
    return found;
  }

  /** The languages are other ones. */
  void languagesChanged() {
    endings.clear();
  }

  @Override
  public String of(String path, CharSequence beginning) {
    Optional<Language> found = language(path, beginning);
    found.ifPresent(language -> languages.put(language.cacheKey(), language));
    return found.map(Language::cacheKey).orElse("");
  }

  @Override
  public String digest() {
    return registry.digest();
  }

  @Override
  public boolean knows(String name) {
    int at = name.indexOf('@');
    Optional<Language> found =
        at <= 0 ? Optional.empty() : registry.find(name.substring(0, at), "", "");
    if (found.isEmpty() || !found.get().cacheKey().equals(name)) {
      return false;
    }
    languages.put(name, found.get());
    return true;
  }

  private Optional<Language> language(String path, CharSequence beginning) {
    return registry.find("", uri(path), beginning);
  }

  /** A URI that ends as the file's does, which is all that tells a language. */
  private static String uri(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean plain = !name.isEmpty();
    for (int i = 0; i < name.length() && plain; i++) {
      plain = isPlain(name.charAt(i));
    }
    // The whole one asks the file system whether it is a directory.
    return plain ? "file:///" + name : Path.of(path).toUri().toString();
  }

  /** Whether a URI has a character of a file's name as it is. */
  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  /**
   * Analyses.
   *
   * @param languageKey as {@link #of} gave it
   * @param reads of the query that needs them; they end with its run
   * @throws ContentGone when the files changed meanwhile
   * @throws AnalysisFailed when the guest failed; the message says why
   */
  FileFacts facts(String content, String languageKey, Reads reads) {
    Language language = languages.get(languageKey);
    if (language == null) {
      throw new AnalysisFailed("the grammar is not there any more");
    }
    return text(content)
        .map(text -> facts(text, language, reads))
        .orElse(FileFacts.none(FileFacts.Reason.NOT_TEXT));
  }

  /**
   * The text of a content; empty when it is none.
   *
   * @throws ContentGone when the files changed meanwhile
   */
  Optional<Text> text(String content) {
    byte[] bytes = contents.read(content).orElseThrow(() -> new ContentGone(content));
    return TextFile.read(new ByteArrayInputStream(bytes), bytes.length)
            instanceof TextFile.Loaded loaded
        ? Optional.of(loaded.text())
        : Optional.empty();
  }

  /** The language that a key of {@link #of} means. */
  Optional<Language> known(String languageKey) {
    return Optional.ofNullable(languages.get(languageKey));
  }

  private static FileFacts facts(Text text, Language language, Reads reads) {
    try (SyntaxSession session = language.syntax().open()) {
      session.edit(1, new DocumentText(text), List.of());
      CompletableFuture<Matches> matches =
          session.read(Priority.BACKGROUND, tree -> FactsReader.read(tree, language));
      return FactsReader.facts(await(matches, reads), text, Pace.of(reads::poll));
    }
  }

  private static <T> T await(CompletableFuture<T> future, Reads reads) {
    try {
      return reads.await(future);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof GuestException guest
          ? new AnalysisFailed(guest.code() + ": " + guest.getMessage())
          : new IllegalStateException("an analysis failed", e.getCause());
    }
  }
}
