package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.CheckSettings;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the languages of a workspace ready before its first document is opened. */
final class Warmup {
  private static final System.Logger LOG = System.getLogger(Warmup.class.getName());

  /** Names that are looked at: enough to tell a workspace's languages, in some 50 ms. */
  private static final int MAX_FILES = 10_000;

  private static final int MAX_DEPTH = 12; // a Java package of six parts under src/main/java

  private Warmup() {}

  /**
   * The languages of a directory by the names of its files, the most frequent first. Reads no file,
   * follows no link, and passes over hidden directories and those of packages.
   *
   * @param most at most so many
   */
  static List<Language> languagesOf(Path directory, LanguageRegistry registry, int most) {
    var found =
        SourceTree.walk(List.of(directory), new CheckSettings(MAX_FILES, 1, MAX_DEPTH), false);
    Map<Language, Integer> counts = new HashMap<>();
    for (Path file : found.files()) {
      registry
          .find("", file.toUri().toString(), "")
          .ifPresent(language -> counts.merge(language, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<Language, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(Language::id))))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Loads languages one after another, so that a document that opens meanwhile is not starved. */
  static void load(List<Language> languages) {
    for (Language language : languages) {
      try {
        var unused = language.syntax().load().join();
      } catch (RuntimeException e) {
        // Whoever opens a document of it is told.
        LOG.log(System.Logger.Level.DEBUG, "cannot make " + language.id() + " ready", e);
      }
    }
  }
}
