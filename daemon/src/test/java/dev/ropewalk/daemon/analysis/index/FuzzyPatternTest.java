package dev.ropewalk.daemon.analysis.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.testing.Randomized;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuzzyPatternTest {
  private static final String ALPHABET = "aAbBcC1_.éÉ";

  @Test
  void the_score_is_that_of_the_best_fit_of_all() {
    Randomized.rounds(
        random -> {
          String name = random(random, 9);
          String pattern = random(random, 4);
          int wanted = pattern.isEmpty() ? 0 : best(pattern, name, 0, -1);
          FuzzyPattern made = FuzzyPattern.of(pattern);
          assertEquals(wanted, made.score(name), pattern + " in " + name);
          if (wanted != FuzzyPattern.NONE) {
            assertTrue(made.mayFit(FuzzyPattern.letters(name)), pattern + " in " + name);
          }
        });
  }

  private static String random(Random random, int most) {
    var text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** Every way to place the rest of a pattern behind a place, by the definition of the score. */
  private static int best(String pattern, String name, int from, int last) {
    if (from == pattern.length()) {
      return 0;
    }
    int best = FuzzyPattern.NONE;
    for (int at = last + 1; at < name.length(); at++) {
      if (!FuzzyPattern.fits(pattern.charAt(from), name.charAt(at))) {
        continue;
      }
      int rest = best(pattern, name, from + 1, at);
      if (rest == FuzzyPattern.NONE) {
        continue;
      }
      int bonus = FuzzyPattern.bonus(name, at);
      int gap = at - last - 1;
      int here;
      if (from == 0) {
        here = 2 * bonus;
      } else if (gap == 0) {
        here = Math.max(bonus, FuzzyPattern.CONSECUTIVE);
      } else {
        here = bonus - FuzzyPattern.GAP - (gap - 1) * FuzzyPattern.GAP_MORE;
      }
      best = Math.max(best, FuzzyPattern.MATCH + here + rest);
    }
    return best;
  }

  @Test
  void what_a_person_means_comes_first() {
    assertEquals("HashMap", first("hm", "shim", "HashMap", "chroma", "ahem"));
    assertEquals("HashMap", first("hashmap", "LinkedHashMap", "HashMapper", "HashMap"));
    assertEquals("WorkspaceFolder", first("WF", "wfolder", "waffle", "WorkspaceFolder"));
    assertEquals("parse_file", first("pf", "puff", "parse_file", "perf"));
    assertEquals("", first("HM", "hashmap"));
    assertEquals("x", first("", "x", "yy"));
  }

  private static String first(String query, String... names) {
    FuzzyPattern pattern = FuzzyPattern.of(query);
    return List.of(names).stream()
        .filter(name -> pattern.score(name) != FuzzyPattern.NONE)
        .min(Comparator.comparingInt(pattern::score).reversed().thenComparingInt(String::length))
        .orElse("");
  }
}
