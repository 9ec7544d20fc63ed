package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageSpecTest {
  private static final Path BASE = Path.of("/base/folder");

  @ParameterizedTest
  @CsvSource({
    "npm:tree-sitter-ruby, npm:tree-sitter-ruby@latest",
    "npm:tree-sitter-ruby@0.23.1, npm:tree-sitter-ruby@0.23.1",
    "npm:tree-sitter-ruby@next, npm:tree-sitter-ruby@next",
    "npm:@scope/tree-sitter-x, npm:@scope/tree-sitter-x@latest",
    "npm:@scope/tree-sitter-x@1.0.0-beta.1+b, npm:@scope/tree-sitter-x@1.0.0-beta.1+b",
    "./dir, /base/folder/dir",
    "../dir, /base/dir",
    "/dir/../other, /other",
    "., /base/folder",
    "dir/inside, /base/folder/dir/inside",
    "package.tgz, /base/folder/package.tgz",
  })
  void a_specification_names_a_package_or_a_path(String text, String meaning) {
    assertEquals(meaning, Fixtures.done(PackageSpec.parse(text, BASE)).toString());
  }

  @Test
  void an_exact_version_and_a_tag_are_told_apart() {
    var exact = (PackageSpec.Npm) Fixtures.done(PackageSpec.parse("npm:a@1.2.3", BASE));
    var tag = (PackageSpec.Npm) Fixtures.done(PackageSpec.parse("npm:a@v-next", BASE));
    assertEquals(new PackageSpec.Version.Exact("1.2.3"), exact.version());
    assertEquals(new PackageSpec.Version.Tag("v-next"), tag.version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npm:a@^1.0.0",
        "npm:a@~1.2.3",
        "npm:a@>=1.0.0",
        "npm:a@1.x",
        "npm:a@x",
        "npm:a@*",
        "npm:a@1.2",
        "npm:a@1 - 2",
        "npm:a@",
        "npm:a@1.2.3 || 2.0.0",
        "npm:a@v1.2.3",
      })
  void a_range_is_refused_with_what_to_write_instead(String text) {
    String message = Fixtures.failed(ProblemCode.BAD_SPEC, PackageSpec.parse(text, BASE));
    assertTrue(message.contains("exact version"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npm:",
        "npm:.hidden",
        "npm:_private",
        "npm:Upper",
        "npm:a b",
        "npm:a/b",
        "npm:@scope",
        "npm:@/a",
        "npm:@scope/",
        "npm:@scope/../x",
        "npm:node_modules",
        "npm:a%2fb",
        "npm:@a/b/c",
        "npm:..",
        "npm:ä",
        "tree-sitter-ruby",
        "",
        "https://host/package.tar",
        "@scope/name",
        "a\0/b",
      })
  void what_names_no_package_is_refused(String text) {
    Fixtures.failed(ProblemCode.BAD_SPEC, PackageSpec.parse(text, BASE));
  }

  @Test
  void a_name_longer_than_npm_allows_is_refused_and_cut_in_the_message() {
    String message =
        Fixtures.failed(ProblemCode.BAD_SPEC, PackageSpec.parse("npm:" + "a".repeat(5000), BASE));
    assertTrue(message.length() < 200, message);
  }

  @Test
  void any_text_is_parsed_or_refused() {
    Random random = Fixtures.random("PackageSpecTest");
    String alphabet = "npm:@/.-_~1aAx^ \0\t\uD800%";
    for (int round = 0; round < Fixtures.rounds(20_000); round++) {
      var text = new StringBuilder(random.nextBoolean() ? "npm:" : "");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      switch (PackageSpec.parse(text.toString(), BASE)) {
        case Outcome.Done<PackageSpec>(PackageSpec.Npm npm) -> {
          assertEquals(npm, Fixtures.done(PackageSpec.parse(npm.toString(), BASE)));
          assertTrue(!PackageName.folder(npm.name()).contains("/"));
        }
        case Outcome.Done<PackageSpec>(PackageSpec.Local local) ->
            assertTrue(local.path().isAbsolute());
        case Outcome.Failed<PackageSpec>(Problem problem) ->
            assertEquals(ProblemCode.BAD_SPEC, problem.code());
      }
    }
  }
}
