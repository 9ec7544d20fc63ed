package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.extension.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** A stretch of a language that is served. */
record Served(Injected stretch, Language language) {

  /**
   * Those of a text's stretches that are looked at, apart from each other: of two that overlap the
   * first counts. One of the text's own language is none.
   *
   * @param stretches by start
   * @param own the text's language
   * @param most how many at most
   * @param named finds a language by the name that a stretch has
   */
  static List<Served> of(
      List<Injected> stretches,
      Language own,
      int most,
      Function<String, Optional<Language>> named,
      BiPredicate<Injected, Language> takes) {
    var served = new ArrayList<Served>();
    int behind = 0;
    for (Injected stretch : stretches) {
      if (stretch.startUtf16() < behind || served.size() >= most) {
        continue;
      }
      Optional<Language> language =
          named
              .apply(stretch.language())
              .filter(found -> takes.test(stretch, found))
              .filter(found -> !found.id().equals(own.id()));
      if (language.isPresent()) {
        served.add(new Served(stretch, language.get()));
        behind = stretch.endUtf16();
      }
    }
    return served;
  }

  static List<Injected> stretches(List<Served> served) {
    return served.stream().map(Served::stretch).toList();
  }
}
