package dev.ropewalk.daemon.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.testing.Randomized;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentStoreTest {
  private static final DocumentSettings SMALL =
      new DocumentSettings(3, 1_000, 100, 200, Duration.ofSeconds(2));
  private static final List<PositionEncoding> ENCODINGS = List.of(PositionEncoding.values());
  private static final String URI = "file:///a.txt";

  private final DocumentStore store = new DocumentStore(SMALL);

  @AfterEach
  void invariants() {
    store.checkInvariants();
  }

  private DocumentStore.Opened open(String owner, String uri, String text) {
    return store.open(
        new DocumentStore.Opening(owner, uri, "", 1, text, PositionEncoding.UTF_16), t -> null);
  }

  private static Change at(int line, int from, int toLine, int to, String text) {
    return Change.replacing(
        new Change.Range(new Position(line, from), new Position(toLine, to)), text);
  }

  private static String text(Document document) {
    return assertInstanceOf(DocumentState.Open.class, document.state())
        .snapshot()
        .text()
        .toString();
  }

  @Test
  void edits_of_one_message_apply_in_order_each_on_the_text_before_it() {
    Document document = open("1", URI, "one\r\ntwo\n").document();
    document.change(2, List.of(at(0, 0, 0, 3, "1"), at(0, 1, 0, 1, "!"), at(2, 0, 2, 0, "x")));
    assertEquals("1!\r\ntwo\nx", text(document));
  }

  @Test
  void a_character_beyond_its_line_means_the_lines_end() {
    Document document = open("1", URI, "ab\r\ncd").document();
    document.change(2, List.of(at(0, 1, 0, 99, "X"), at(1, 77, 1, 99, "!")));
    assertEquals("aX\r\ncd!", text(document));
  }

  @Test
  void a_bad_range_or_version_desynchronises_until_the_full_text_comes() {
    List<List<Change>> bad =
        List.of(
            List.of(at(5, 0, 5, 0, "x")),
            List.of(at(0, 2, 0, 1, "x")),
            List.of(at(-1, 0, 0, 1, "x")),
            List.of(at(0, -1, 0, 1, "x")),
            List.of(at(0, 0, 0, 0, "fine"), at(9, 0, 9, 0, "not")));
    for (List<Change> changes : bad) {
      Document document = open("1", URI, "abc").document();
      assertInstanceOf(ChangeOutcome.Desynchronised.class, document.change(2, changes));
      assertInstanceOf(DocumentState.Desynchronised.class, document.state());
      assertInstanceOf(
          ChangeOutcome.Ignored.class, document.change(3, List.of(at(0, 0, 0, 0, "x"))));
      assertInstanceOf(
          ChangeOutcome.Applied.class,
          document.change(4, List.of(Change.full("new"), at(0, 3, 0, 3, "!"))));
      assertEquals("new!", text(document));
      store.checkInvariants();
    }
  }

  @Test
  void a_version_must_grow() {
    for (Integer version : new Integer[] {1, 0, -5, null}) {
      Document document = open("1", URI, "abc").document();
      assertInstanceOf(
          ChangeOutcome.Desynchronised.class,
          document.change(version, List.of(at(0, 0, 0, 0, "x"))));
    }
    Document document = open("1", URI, "abc").document();
    assertInstanceOf(ChangeOutcome.Applied.class, document.change(9, List.of()));
    assertInstanceOf(
        ChangeOutcome.Applied.class, document.change(10, List.of(at(0, 0, 0, 0, "x"))));
  }

  @Test
  void two_owners_hold_different_texts_under_one_uri() {
    Document mine = open("1", "file:///x/../a.txt", "mine").document();
    Document yours = open("2", URI, "yours").document();
    assertNotSame(mine, yours);
    assertEquals("mine", text(store.find("1", URI).orElseThrow()));
    assertEquals("yours", text(store.find("2", URI).orElseThrow()));
    store.closeOwner("1");
    assertTrue(store.find("1", URI).isEmpty());
    assertEquals("yours", text(yours));
  }

  @Test
  void opening_again_replaces_the_text() {
    open("1", URI, "first");
    Document again = open("1", URI, "second").document();
    assertEquals("second", text(again));
    assertEquals(1, store.statistics().documents());
    assertEquals(6, store.statistics().bytes());
  }

  @Test
  void too_many_documents_and_too_many_bytes_are_refused() {
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(
          ChangeOutcome.Applied.class, open("1", "file:///" + i, "x".repeat(300)).outcome());
    }
    var fourth = open("1", "file:///3", "");
    assertInstanceOf(ChangeOutcome.Refused.class, fourth.outcome());
    assertInstanceOf(ChangeOutcome.Applied.class, open("2", "file:///3", "").outcome());
    Document first = store.find("1", "file:///0").orElseThrow();
    var refused =
        assertInstanceOf(
            ChangeOutcome.Refused.class, first.change(2, List.of(at(0, 0, 0, 0, "y".repeat(200)))));
    assertTrue(refused.reason().contains("1000 bytes"), refused.reason());
    assertInstanceOf(DocumentState.Refused.class, first.state());
    assertInstanceOf(ChangeOutcome.Ignored.class, first.change(3, List.of(Change.full(""))));
  }

  @Test
  void the_size_decides_what_is_done() {
    Document document = open("1", URI, "x".repeat(100)).document();
    assertEquals(SizeStep.FULL, step(document));
    document.change(2, List.of(at(0, 0, 0, 0, "x")));
    assertEquals(SizeStep.REDUCED, step(document));
    document.change(3, List.of(at(0, 0, 0, 0, "x".repeat(100))));
    assertEquals(SizeStep.TEXT_ONLY, step(document));
    document.change(4, List.of(at(0, 0, 0, 150, "")));
    assertEquals(SizeStep.FULL, step(document));
  }

  private static SizeStep step(Document document) {
    return assertInstanceOf(DocumentState.Open.class, document.state()).snapshot().step();
  }

  @Test
  void lone_surrogates_become_replacement_characters_and_are_told() {
    var opened = open("1", URI, "a\uD800b");
    assertTrue(
        assertInstanceOf(ChangeOutcome.Applied.class, opened.outcome()).replacedSurrogates());
    var outcome = opened.document().change(2, List.of(at(0, 3, 0, 3, "\uDC00\uD83D\uDE00")));
    assertTrue(assertInstanceOf(ChangeOutcome.Applied.class, outcome).replacedSurrogates());
    assertEquals("a\uFFFDb\uFFFD\uD83D\uDE00", text(opened.document()));
  }

  @Test
  void random_edits_in_every_encoding_agree_with_a_string_builder() {
    String[] pieces = {"a", "\n", "\r\n", "\r", "é", "漢", "\uD83D\uDE00", "word ", "{", "}\n"};
    DocumentStore large = new DocumentStore(DocumentSettings.defaults());
    Randomized.rounds(
        random -> {
          PositionEncoding encoding = ENCODINGS.get(random.nextInt(ENCODINGS.size()));
          StringBuilder oracle = new StringBuilder(some(random, pieces, 30));
          Document document =
              large
                  .open(
                      new DocumentStore.Opening("1", URI, "", 0, oracle.toString(), encoding),
                      t -> null)
                  .document();
          int version = 0;
          for (int message = 0; message < 40; message++) {
            List<Change> changes = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
              int start = boundary(oracle, random.nextInt(oracle.length() + 1));
              int end = boundary(oracle, start + random.nextInt(oracle.length() - start + 1));
              end = Math.min(end, boundary(oracle, Math.min(oracle.length(), start + 12)));
              end = Math.max(start, end);
              String inserted = some(random, pieces, 6);
              changes.add(
                  Change.replacing(
                      new Change.Range(
                          position(oracle, start, encoding), position(oracle, end, encoding)),
                      inserted));
              // A place between CR and LF has no position of its own: it means the line's end.
              int from = outsideBreak(oracle, start);
              int to = outsideBreak(oracle, end);
              oracle.replace(from, to, inserted);
            }
            var outcome = document.change(++version, changes);
            assertInstanceOf(ChangeOutcome.Applied.class, outcome);
            assertEquals(oracle.toString(), text(document));
          }
          large.checkInvariants();
        });
  }

  private static int outsideBreak(CharSequence text, int offset) {
    boolean inside =
        offset > 0
            && offset < text.length()
            && text.charAt(offset - 1) == '\r'
            && text.charAt(offset) == '\n';
    return inside ? offset - 1 : offset;
  }

  private static int boundary(CharSequence text, int offset) {
    boolean inside =
        offset > 0
            && offset < text.length()
            && Character.isSurrogatePair(text.charAt(offset - 1), text.charAt(offset));
    return inside ? offset - 1 : offset;
  }

  private static String some(Random random, String[] pieces, int most) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      out.append(pieces[random.nextInt(pieces.length)]);
    }
    return out.toString();
  }

  private static Position position(CharSequence text, int offset, PositionEncoding encoding) {
    int line = 0;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      boolean crOfPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !crOfPair)) {
        line++;
        lineStart = i + 1;
      }
    }
    String before = text.subSequence(lineStart, offset).toString();
    int character =
        switch (encoding) {
          case UTF_8 -> before.getBytes(StandardCharsets.UTF_8).length;
          case UTF_16 -> before.length();
          case UTF_32 -> before.codePointCount(0, before.length());
        };
    return new Position(line, character);
  }
}
