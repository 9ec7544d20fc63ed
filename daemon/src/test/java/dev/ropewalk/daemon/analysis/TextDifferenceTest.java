package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.analysis.TextDifference.Replacement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextDifferenceTest {
  private static String applied(String before, List<Replacement> changes, String message) {
    var out = new StringBuilder();
    int at = 0;
    for (Replacement change : changes) {
      assertTrue(at == 0 ? change.start() >= 0 : change.start() > at, message);
      assertFalse(change.start() == change.end() && change.text().isEmpty(), message);
      check(before, change.start(), message);
      check(before, change.end(), message);
      out.append(before, at, change.start()).append(change.text());
      at = change.end();
    }
    return out.append(before, at, before.length()).toString();
  }

  /** No place that an editor could not show. */
  private static void check(String text, int at, String message) {
    if (at > 0 && at < text.length()) {
      char left = text.charAt(at - 1);
      char right = text.charAt(at);
      assertFalse(
          Character.isHighSurrogate(left) && Character.isLowSurrogate(right), message + " @" + at);
      assertFalse(left == '\r' && right == '\n', message + " splits a CRLF at " + at);
    }
  }

  @Test
  void equalTextsDifferNowhere() {
    assertEquals(List.of(), TextDifference.between("a b", "a b"));
    assertEquals(List.of(), TextDifference.between("", ""));
  }

  @Test
  void onlyTheWhiteSpaceThatChangesIsTouched() {
    assertEquals(
        List.of(new Replacement(5, 5, " "), new Replacement(6, 6, " "), new Replacement(8, 11, "")),
        TextDifference.between("let x=1;   \nlet y", "let x = 1;\nlet y"));
  }

  @Test
  void anInsertedTokenIsOneInsertion() {
    assertEquals(
        List.of(new Replacement(6, 6, ",")), TextDifference.between("f(a, b)", "f(a, b,)"));
  }

  @Test
  void wordsAreReplacedWhole() {
    assertEquals(
        List.of(new Replacement(4, 10, "colour")),
        TextDifference.between("the colors fade", "the colour fade"));
  }

  /** A text with everything that could be cut in two, and one that a formatter would make of it. */
  private static String text(Random random, int length) {
    String[] parts = {
      "a", "bc", "_x1", " ", "  ", "\t", "\n", "\r\n", "\r", "{", "}", ";", "😀", "é", "\uD83D"
    };
    var out = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      out.append(parts[random.nextInt(parts.length)]);
    }
    return out.toString();
  }

  private static String changed(Random random, String text) {
    var out = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (random.nextInt(8) == 0) {
        out.append(text(random, 3));
      }
      if (random.nextInt(8) != 0) {
        out.append(text.charAt(at));
      }
    }
    return out.toString();
  }

  @Test
  void theChangesMakeTheOtherText() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    for (int i = 0; i < 20_000; i++) {
      var random = new Random(seed + i);
      String before = text(random, 40);
      String after = random.nextInt(10) == 0 ? text(random, 40) : changed(random, before);
      long budget = random.nextInt(4) == 0 ? random.nextInt(50) : Long.MAX_VALUE;
      String message = "-Dropewalk.seed=" + (seed + i);
      assertEquals(
          after, applied(before, TextDifference.between(before, after, budget), message), message);
    }
  }

  @Test
  void textsThatHaveNothingInCommonAreNotComparedForEver() {
    var random = new Random(7);
    var before = new StringBuilder();
    var after = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      before.append(random.nextInt(1 << 20)).append(' ');
      after.append(random.nextInt(1 << 20)).append('\n');
    }
    String old = before.toString();
    assertEquals(
        after.toString(), applied(old, TextDifference.between(old, after.toString()), "random"));
  }

  @Test
  void aNewIndentationTouchesNoWord() {
    var before = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      before.append("  ".repeat(i % 5)).append("call(x").append(i).append(");\n");
    }
    String old = before.toString();
    String made = old.replace("  ", "    ");
    List<Replacement> changes = TextDifference.between(old, made);
    assertEquals(made, applied(old, changes, "indent"));
    assertTrue(changes.stream().allMatch(change -> change.text().isBlank()));
  }
}
