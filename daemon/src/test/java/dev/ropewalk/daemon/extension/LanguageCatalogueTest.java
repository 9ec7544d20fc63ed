package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxHost;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanguageCatalogueTest {
  private final SyntaxHost host =
      new SyntaxHost() {
        @Override
        public SyntaxLanguage language(GrammarSource source) {
          return new NoSyntax(source.name());
        }

        @Override
        public List<LanguageStatus> status() {
          return List.of();
        }

        @Override
        public void close() {}
      };
  private final LanguageCatalogue catalogue =
      new LanguageCatalogue(host, new ExtensionRegistry(), Set.of("css"));

  private static Grammar grammar(String name, String identity, String... fileTypes) {
    return new Grammar(
        name, "1.0.0", "built in", identity, () -> new byte[0], List.of(fileTypes), Map.of());
  }

  private Language find(String id, String uri) {
    return catalogue.find(id, uri, "").orElseThrow();
  }

  @Test
  void a_document_is_found_by_id_by_name_and_by_the_file_types_of_a_grammar() {
    catalogue.replace(
        List.of(grammar("java", "j1", "java"), grammar("ruby", "r1", "rb", "Rakefile")));
    assertEquals("java", find("java", "untitled:1").id());
    assertEquals("java", find("", "file:///w/A.java").id());
    assertEquals("ruby", find("", "file:///w/a.rb").id());
    assertEquals("ruby", find("plaintext", "file:///w/Rakefile").id());
    assertTrue(catalogue.find("cobol", "file:///w/a.cob", "").isEmpty());
    assertTrue(catalogue.find("", "", "").isEmpty());
  }

  @Test
  void json_brings_its_dialects() {
    catalogue.replace(List.of(grammar("json", "j1")));
    assertEquals("json", find("json", "file:///w/a.json").id());
    assertEquals("jsonc", find("json", "file:///w/tsconfig.json").id());
    assertEquals("json5", find("", "file:///w/a.json5").id());
    assertSame(find("json", "a.json").queries(), find("json", "a.json").queries());
  }

  @Test
  void an_unchanged_grammar_keeps_its_language_and_a_changed_one_gets_another() {
    catalogue.replace(List.of(grammar("java", "j1"), grammar("json", "n1")));
    Language java = find("java", "");
    Language json = find("jsonc", "");
    catalogue.replace(List.of(grammar("java", "j2"), grammar("json", "n1")));
    assertSame(json, find("jsonc", ""));
    assertNotSame(java, find("java", ""));
    assertEquals("java", find("java", "").id(), "the name stays what clients know");
    catalogue.replace(List.of(grammar("java", "j1")));
    assertTrue(catalogue.find("json", "", "").isEmpty());
  }

  private String key(byte[] module, Map<QueryKind, QuerySource> queries, String identity) {
    catalogue.replace(
        List.of(new Grammar("json", "1", "built in", identity, () -> module, List.of(), queries)));
    return find("json", "").cacheKey();
  }

  @Test
  void results_are_kept_by_the_content_of_the_module_and_of_the_queries() {
    byte[] module = {1, 2};
    var query = Map.of(QueryKind.FOLDS, new QuerySource("json/folds", "(a) @fold"));
    var changed = Map.of(QueryKind.FOLDS, new QuerySource("json/folds", "(b) @fold"));
    var moved = Map.of(QueryKind.OUTLINE, new QuerySource("json/folds", "(a) @fold"));
    String first = key(module, query, "1");
    assertEquals(first, key(new byte[] {1, 2}, query, "2"), "installed again, it is the same");
    assertNotEquals(first, key(new byte[] {1, 3}, query, "3"));
    assertNotEquals(first, key(module, changed, "4"));
    assertNotEquals(first, key(module, moved, "5"));
    assertNotEquals(first, find("jsonc", "").cacheKey(), "a dialect sees other errors");
  }

  @Test
  void a_module_is_not_read_before_a_result_is_wanted_and_then_once() {
    var reads = new AtomicInteger();
    catalogue.replace(
        List.of(
            new Grammar(
                "json",
                "1",
                "built in",
                "1",
                () -> new byte[] {(byte) reads.incrementAndGet()},
                List.of(),
                Map.of())));
    Language json = find("json", "");
    assertEquals(0, reads.get());
    assertEquals(json.cacheKey(), json.cacheKey());
    assertEquals(1, reads.get());
  }

  @Test
  void a_module_that_cannot_be_read_has_a_key_of_its_own() {
    var keys = new HashSet<String>();
    for (String identity : List.of("1", "2")) {
      catalogue.replace(
          List.of(
              new Grammar(
                  "json",
                  "1",
                  "built in",
                  identity,
                  () -> {
                    throw new IOException("gone");
                  },
                  List.of(),
                  Map.of())));
      keys.add(find("json", "").cacheKey());
    }
    assertEquals(2, keys.size());
  }

  @Test
  void the_later_grammar_of_a_name_counts() {
    catalogue.replace(List.of(grammar("java", "shipped"), grammar("java", "installed")));
    assertEquals("installed", catalogue.served().getFirst().grammar().identity());
  }
}
