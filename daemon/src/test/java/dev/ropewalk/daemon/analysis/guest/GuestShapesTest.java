package dev.ropewalk.daemon.analysis.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.testing.Randomized;
import dev.ropewalk.wasm.abi.AbiAnswer;
import dev.ropewalk.wasm.abi.AbiRequest;
import dev.ropewalk.wasm.abi.ByteRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuestShapesTest {
  private static final List<String> PARTS =
      List.of("", "a", "é", "\n", "\\", "\\n", "𝄞", "x y", "{\"k\":1}", "a\nb\n");

  private static String part(Random random) {
    return PARTS.get(random.nextInt(PARTS.size())) + PARTS.get(random.nextInt(PARTS.size()));
  }

  /** Any bytes of a rope, from anywhere, are those of its text. */
  @Test
  void a_rope_is_read_as_its_utf8() {
    Randomized.rounds(
        random -> {
          var content = new StringBuilder();
          for (int i = random.nextInt(3_000); i > 0; i--) {
            content.append(part(random));
          }
          var text = new RopeText(Text.of(content));
          byte[] whole = content.toString().getBytes(StandardCharsets.UTF_8);
          assertEquals(whole.length, text.length());
          for (int i = 0; i < 10; i++) {
            int from = random.nextInt(whole.length + 1);
            int count = random.nextInt(whole.length - from + 1);
            byte[] target = new byte[count + 5];
            text.read(from, count, target, 3);
            assertArrayEquals(
                Arrays.copyOfRange(whole, from, from + count),
                Arrays.copyOfRange(target, 3, 3 + count));
            assertEquals(0, target[2]);
            assertEquals(0, target[3 + count]);
          }
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> text.read(1, whole.length, new byte[whole.length], 0));
        });
  }

  private static AbiRequest request(Random random, String name, String language) {
    int n = random.nextInt(1_000);
    var range = new ByteRange(n, n + random.nextInt(9));
    return switch (random.nextInt(10)) {
      case 0 -> new AbiRequest.Diagnostics(name, language);
      case 1 -> new AbiRequest.Completion(name, language, n);
      case 2 -> new AbiRequest.Hover(name, language, n);
      case 3 -> new AbiRequest.Symbols(name, language);
      case 4 -> new AbiRequest.Definition(name, language, n);
      case 5 -> new AbiRequest.References(name, language, n, random.nextBoolean());
      case 6 -> {
        var codes = new ArrayList<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
          codes.add(part(random));
        }
        yield new AbiRequest.CodeActions(name, language, range, codes);
      }
      case 7 -> new AbiRequest.Command(name, language, part(random), part(random));
      case 8 -> new AbiRequest.InlayHints(name, language, range);
      default -> new AbiRequest.Formatting(name, language, range, 1 + n, random.nextBoolean());
    };
  }

  /** A question and its argument are one to one. */
  @Test
  void a_question_comes_back_from_its_argument() {
    Randomized.rounds(
        random -> {
          String name = part(random);
          var view =
              random.nextBoolean() ? GuestView.now(part(random)) : GuestView.rested(part(random));
          var question =
              new GuestQuestion(
                  "ext/" + random.nextInt(3),
                  view,
                  new DocumentPlace(part(random), part(random), name),
                  request(random, name, part(random)));
          assertEquals(question, GuestQuestion.parse(question.argument()));
        });
    assertThrows(IllegalArgumentException.class, () -> GuestQuestion.parse("a\nb"));
  }

  @Test
  void a_placed_answer_comes_back_from_its_bytes() {
    Randomized.rounds(
        random -> {
          byte[] answer = new byte[random.nextInt(20)];
          random.nextBytes(answer);
          var texts = new ArrayList<PlacedAnswer.Places>();
          for (int i = random.nextInt(3); i > 0; i--) {
            int count = random.nextInt(4);
            texts.add(
                new PlacedAnswer.Places(
                    part(random),
                    part(random),
                    random.ints(count, 0, 9).toArray(),
                    random.ints(count, 0, 9).toArray(),
                    random.ints(count, 0, 9).toArray()));
          }
          var value = new PlacedAnswer(AbiAnswer.of(answer), part(random), texts);
          byte[] bytes = PlacedAnswer.CODEC.encode(value);
          assertEquals(value, PlacedAnswer.CODEC.decode(bytes));
          byte[] wrong = bytes.clone();
          wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
          try {
            assertArrayEquals(wrong, PlacedAnswer.CODEC.encode(PlacedAnswer.CODEC.decode(wrong)));
          } catch (CanonicalException e) {
            assertThrows(CanonicalException.class, () -> PlacedAnswer.CODEC.decode(wrong));
          }
        });
  }

  @Test
  void a_name_leads_to_files_of_the_workspace_and_nowhere_else() {
    var place = DocumentPlace.of("file:///w/in/src/a.py", List.of(Path.of("/w"), Path.of("/w/in")));
    assertEquals(new DocumentPlace("/w/in", "/w/in/src/a.py", "src/a.py"), place);
    assertEquals(Optional.of("/w/in/b.py"), place.pathOf("b.py"));
    assertEquals(Optional.of("/w/in/b.py"), place.pathOf("src/../b.py"));
    for (String outside : List.of("../b.py", "/etc/passwd", "src/../../x", "", ".", "a\0b")) {
      assertEquals(Optional.empty(), place.pathOf(outside), outside);
    }
    assertEquals(Optional.of("x/y"), place.nameOf("/w/in/x/y"));
    assertEquals(Optional.empty(), place.nameOf("/w/other"));
    var alone = DocumentPlace.of("file:///t/a.py", List.of(Path.of("/w")));
    assertEquals(new DocumentPlace("", "/t/a.py", "a.py"), alone);
    assertEquals(Optional.of("/t/a.py"), alone.pathOf("a.py"));
    assertEquals(Optional.empty(), alone.pathOf("b.py"));
    var untitled = DocumentPlace.of("untitled:Untitled-1", List.of(Path.of("/w")));
    assertEquals("untitled:Untitled-1", untitled.path());
  }
}
