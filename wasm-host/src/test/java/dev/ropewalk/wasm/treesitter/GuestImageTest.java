package dev.ropewalk.wasm.treesitter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.ClassImage;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.link.GrammarLinker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestImageTest {
  private static final LoadListener QUIET = new LoadListener() {};
  private static final QuerySource KEYS =
      new QuerySource(
          "keys", "(pair key: (string) @key value: (_) @value (#not-eq? @key \"\\\"x\\\"\"))");
  private static final QuerySource WRONG = new QuerySource("wrong", "(no_such_node) @a");

  @TempDir Path folder;

  private static CompiledModule json() throws IOException {
    byte[] runtime =
        Files.readAllBytes(Grammars.npm().resolve("web-tree-sitter/web-tree-sitter.wasm"));
    ClassImage classes =
        CompiledModule.compile(GrammarLinker.link(runtime, Grammars.bytes("json"), "json", 1024));
    return CompiledModule.load(classes);
  }

  private static GrammarSource source(String name, QuerySource... queries) {
    return new GrammarSource(name, "test", () -> Grammars.bytes(name), List.of(queries));
  }

  private static int[] starts(SyntaxLanguage language, String text, QuerySource query) {
    try (SyntaxSession session = language.open()) {
      session.edit(1, Grammars.text(text), List.of());
      return session
          .read(
              Priority.INTERACTIVE,
              tree -> {
                Captures all = tree.captures(query, 0, text.length());
                return Arrays.copyOf(all.startUtf16(), all.count());
              })
          .join();
    }
  }

  @Test
  void a_linked_grammar_keeps_all_its_state_in_memory() throws IOException {
    assertTrue(json().keepsAllInMemory());
  }

  @Test
  void a_guest_goes_on_from_the_image_of_another_one() throws IOException {
    CompiledModule module = json();
    var first = new TreeSitterGuest(module, 1024);
    byte[] utf8 = KEYS.text().getBytes(StandardCharsets.UTF_8);
    int address = first.query(KEYS, utf8);
    byte[] encoded = first.image().encode();

    var second = new TreeSitterGuest(module, 1024, GuestImage.decode(encoded, 1024));
    assertEquals(address, second.query(KEYS, utf8));
    assertArrayEquals(encoded, second.image().encode());
    // What the second one does is not seen by the first.
    int tree = second.parse(Grammars.text("{\"a\": [1, 2]}"), 0, () -> false);
    assertTrue(tree != 0);
    assertArrayEquals(encoded, first.image().encode());
  }

  @Test
  void a_second_process_answers_the_same_from_the_kept_image() throws IOException {
    Path store = folder.resolve("classes");
    String text = "{\"a\": {\"x\": 1, \"b\": [2]}, \"c\": null}";
    int[] expected;
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET)) {
      expected = starts(host.language(source("json", KEYS)), text, KEYS);
    }
    assertEquals(6, expected.length);
    for (int run = 0; run < 2; run++) {
      try (TreeSitterHost host = Grammars.host(ClassFolders.in(store), QUIET)) {
        SyntaxLanguage language = host.language(source("json", KEYS));
        language.prepare().join();
        assertArrayEquals(expected, starts(language, text, KEYS));
      }
      try (var files = Files.list(store)) {
        assertEquals(2, files.count());
      }
    }
  }

  @Test
  void a_damaged_image_is_not_used() throws IOException {
    Path store = folder.resolve("classes");
    for (int run = 0; run < 2; run++) {
      try (TreeSitterHost host = Grammars.host(ClassFolders.in(store), QUIET)) {
        SyntaxLanguage language = host.language(source("json", KEYS));
        language.prepare().join();
        assertEquals(2, starts(language, "{\"a\": 1}", KEYS).length);
      }
      try (var files = Files.list(store)) {
        for (Path file : files.toList()) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length - 1] ^= 1;
          Files.write(file, bytes);
        }
      }
    }
  }

  @Test
  void a_wrong_query_hurts_only_who_asks_it() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.in(folder.resolve("classes")), QUIET)) {
      SyntaxLanguage language = host.language(source("json", WRONG, KEYS));
      language.prepare().join();
      assertEquals(2, starts(language, "{\"a\": 1}", KEYS).length);
      var failure = assertThrows(CompletionException.class, () -> starts(language, "{}", WRONG));
      assertEquals(GuestException.Code.BAD_QUERY, ((GuestException) failure.getCause()).code());
    }
  }

  @Test
  void bytes_of_any_kind_are_refused_or_read_within_bounds() throws IOException {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    byte[] sound = new TreeSitterGuest(json(), 1024).image().encode();
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(Math.min(bytes.length, 400))] = (byte) random.nextInt();
      }
      try {
        GuestImage image = GuestImage.decode(bytes, 64);
        assertTrue(image.memory().pages() <= 64, () -> "seed " + seed);
        assertTrue(image.memory().length() <= 64 << 16, () -> "seed " + seed);
        read++;
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 0 && read > 0, "seed " + seed + ": " + refused + " and " + read);
  }
}
