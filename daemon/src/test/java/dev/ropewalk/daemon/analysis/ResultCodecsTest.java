package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.ContentId;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The laws of the encodings of results, and of the names of questions. */
class ResultCodecsTest {
  private static final List<String> WORDS =
      List.of("", "a", "aa", "b", ";", "\u00e9", "\ud83d\ude00", "x\ny", "\ud83d", "\ude00z");

  /** A kind of value: made at random, and described so that different ones differ. */
  private record Kind<V>(Codec<V> codec, Function<Random, V> make, Function<V, String> describe) {}

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(ResultCodecs.DIAGNOSTICS, ResultCodecsTest::diagnostics, Object::toString),
          new Kind<>(
              ResultCodecs.OUTLINE, random -> new Outline(symbols(random, 0)), Object::toString),
          new Kind<>(
              ResultCodecs.FOLDS,
              ResultCodecsTest::folds,
              folds -> folds.ranges() + " " + ints(folds.comments())),
          new Kind<>(ResultCodecs.TOKENS, ResultCodecsTest::tokens, ResultCodecsTest::said),
          new Kind<>(
              ResultCodecs.SELECTION,
              random -> new SelectionChain(someInts(random)),
              chain -> ints(chain.bounds())),
          new Kind<>(ResultCodecs.HIGHLIGHTS, ResultCodecsTest::highlights, Object::toString),
          new Kind<>(ResultCodecs.HOVER, ResultCodecsTest::hover, Object::toString));

  @Test
  void what_is_encoded_comes_back_and_different_values_have_different_bytes() {
    Randomized.rounds(
        random -> {
          for (Kind<?> kind : KINDS) {
            roundTrips(kind, random);
          }
        });
  }

  private static <V> void roundTrips(Kind<V> kind, Random random) throws CanonicalException {
    Map<Fingerprint, String> seen = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      V value = kind.make().apply(random);
      byte[] bytes = kind.codec().encode(value);
      V back = kind.codec().decode(bytes);
      String said = kind.describe().apply(value);
      assertEquals(said, kind.describe().apply(back));
      assertArrayEquals(bytes, kind.codec().encode(back));
      String before = seen.put(Fingerprint.of(bytes), said);
      if (before != null) {
        assertEquals(before, said, "two values with one encoding");
      }
    }
  }

  @Test
  void damaged_bytes_are_refused_or_are_another_value_of_the_kind() {
    Randomized.rounds(
        random -> {
          for (Kind<?> kind : KINDS) {
            damaged(kind, random);
          }
        });
  }

  private static <V> void damaged(Kind<V> kind, Random random) {
    byte[] bytes = kind.codec().encode(kind.make().apply(random));
    for (int i = 0; i < 20; i++) {
      byte[] wrong = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
      for (int flips = random.nextInt(3); flips > 0 && wrong.length > 0; flips--) {
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        V value = kind.codec().decode(wrong);
        assertArrayEquals(wrong, kind.codec().encode(value), "one value has two encodings");
      } catch (CanonicalException e) {
        assertEquals(CanonicalException.class, e.getClass());
      }
    }
  }

  @Test
  void the_bytes_of_one_kind_are_not_taken_for_another() {
    for (Kind<?> kind : KINDS) {
      for (Kind<?> other : KINDS) {
        if (!kind.equals(other)) {
          byte[] bytes = encoded(other);
          assertThrows(CanonicalException.class, () -> kind.codec().decode(bytes));
        }
      }
    }
  }

  private static <V> byte[] encoded(Kind<V> kind) {
    return kind.codec().encode(kind.make().apply(new Random(1)));
  }

  @Test
  void an_outline_that_is_too_deep_is_refused() {
    Outline.Symbol deep = symbol(List.of());
    for (int i = 0; i < 2_000; i++) {
      deep = symbol(List.of(deep));
    }
    byte[] bytes = ResultCodecs.OUTLINE.encode(new Outline(List.of(deep)));
    assertThrows(CanonicalException.class, () -> ResultCodecs.OUTLINE.decode(bytes));
  }

  private static Outline.Symbol symbol(List<Outline.Symbol> children) {
    return new Outline.Symbol("n", "", SymbolKind.CLASS, 0, 9, 1, 2, children);
  }

  /** A change here is a change of the encoding: give the kind's name another number then. */
  @Test
  void the_bytes_never_change() {
    assertEquals(
        List.of("64fe3cee", "13d78868", "47efb5e2", "87bfe6d7", "febe86c3", "be7fa981", "a0e63e32"),
        List.of(
            start(
                ResultCodecs.DIAGNOSTICS,
                new Diagnostics(List.of(new Diagnostics.Item(1, 2, "syntax", "é")), true)),
            start(ResultCodecs.OUTLINE, new Outline(List.of(symbol(List.of(symbol(List.of())))))),
            start(
                ResultCodecs.FOLDS,
                new Folds(List.of(new Folds.Range(1, 2, Folds.Kind.IMPORTS)), new int[] {3, 4})),
            start(
                ResultCodecs.TOKENS,
                new Tokens(
                    2,
                    new int[] {1, 5},
                    new int[] {3, 9},
                    new byte[] {1, 2},
                    new short[] {0, 513})),
            start(ResultCodecs.SELECTION, new SelectionChain(new int[] {1, 2, 0, 9})),
            start(
                ResultCodecs.HIGHLIGHTS,
                new Highlights(List.of(new Highlights.Mark(1, 2, Highlights.Kind.WRITE)))),
            start(
                ResultCodecs.HOVER,
                new Hovered(
                    Optional.of(new HoverCard(1, 2, "java", "int x", "Doc.", "field", 3))))));
  }

  private static <V> String start(Codec<V> codec, V value) {
    return Fingerprint.of(codec.encode(value)).toString().substring(0, 8);
  }

  @Test
  void a_question_is_its_name() {
    Map<String, Question> seen = new HashMap<>();
    Randomized.rounds(
        random -> {
          var content = new ContentId(few(random), few(random), random.nextInt(3));
          List<Integer> numbers = new ArrayList<>();
          for (int i = random.nextInt(3); i > 0; i--) {
            numbers.add(random.nextInt(3) - 1);
          }
          String language = WORDS.get(random.nextInt(WORDS.size())) + ";;" + random.nextInt(2);
          Question question = new Question(new TreeId(content, language), numbers);
          assertEquals(question, Question.parse(question.argument()));
          Question before = seen.put(question.argument(), question);
          if (before == null) {
            assertNull(before);
          } else {
            assertEquals(before, question);
          }
        });
    assertThrows(IllegalArgumentException.class, () -> Question.parse("nonsense"));
  }

  private static long few(Random random) {
    return random.nextBoolean() ? random.nextInt(2) - 1 : random.nextLong();
  }

  private static Diagnostics diagnostics(Random random) {
    List<Diagnostics.Item> items = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      items.add(
          new Diagnostics.Item(
              random.nextInt(3), random.nextInt(3), "c" + random.nextInt(2), word(random)));
    }
    return new Diagnostics(items, random.nextBoolean());
  }

  private static List<Outline.Symbol> symbols(Random random, int depth) {
    List<Outline.Symbol> symbols = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0 && depth < 4; i--) {
      symbols.add(
          new Outline.Symbol(
              word(random),
              word(random),
              any(SymbolKind.values(), random),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              symbols(random, depth + 1)));
    }
    return symbols;
  }

  private static Folds folds(Random random) {
    List<Folds.Range> ranges = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ranges.add(
          new Folds.Range(random.nextInt(3), random.nextInt(3), any(Folds.Kind.values(), random)));
    }
    return new Folds(ranges, someInts(random));
  }

  private static Tokens tokens(Random random) {
    int count = random.nextInt(4);
    int[] start = random.ints(count, 0, 3).toArray();
    int[] end = random.ints(count, 0, 3).toArray();
    byte[] type = new byte[count];
    short[] modifiers = new short[count];
    for (int i = 0; i < count; i++) {
      type[i] = (byte) random.nextInt(256);
      modifiers[i] = (short) random.nextInt(1 << 16);
    }
    return new Tokens(count, start, end, type, modifiers);
  }

  private static String said(Tokens tokens) {
    return ints(tokens.startUtf16())
        + ints(tokens.endUtf16())
        + java.util.Arrays.toString(tokens.type())
        + java.util.Arrays.toString(tokens.modifiers());
  }

  private static Highlights highlights(Random random) {
    List<Highlights.Mark> marks = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      marks.add(
          new Highlights.Mark(
              random.nextInt(3), random.nextInt(3), any(Highlights.Kind.values(), random)));
    }
    return new Highlights(marks);
  }

  private static Hovered hover(Random random) {
    return new Hovered(
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(
                new HoverCard(
                    random.nextInt(3),
                    random.nextInt(3),
                    "java",
                    word(random),
                    word(random),
                    "field",
                    random.nextInt(3))));
  }

  private static <T> T any(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private static int[] someInts(Random random) {
    return random.ints(random.nextInt(4), 0, 3).toArray();
  }

  private static String ints(int[] values) {
    return java.util.Arrays.toString(values);
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size())) + WORDS.get(random.nextInt(WORDS.size()));
  }
}
