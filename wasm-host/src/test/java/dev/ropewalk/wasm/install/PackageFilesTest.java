package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageFilesTest {
  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(folder.resolve("target"));
  }

  private Set<String> unpacked(byte[] tgz) throws IOException, Refusal {
    Path file = Files.write(folder.resolve("package.tgz"), tgz);
    PackageFiles.unpack(file, target, Fixtures.LIMITS.unpack());
    return PackageFiles.hashes(target).keySet();
  }

  private Refusal refused(byte[] tgz) {
    return assertThrows(Refusal.class, () -> unpacked(tgz));
  }

  @Test
  void only_the_files_of_an_extension_are_kept() throws Exception {
    byte[] tgz =
        new Tarballs()
            .file("package.json", "{}")
            .file("tree-sitter.json", "{}")
            .file("LICENSE", "l")
            .file("README.md", "r")
            .file("index.js", "j")
            .file("tree-sitter-a.wasm", "w")
            .file("queries/highlights.scm", "q")
            .file("x/queries/deep/er/tags.scm", "q")
            .file("src/parser.c", "c")
            .file("src/tree_sitter/parser.h", "h")
            .file("src/grammar.json", "g")
            .file("common/scanner.h", "h")
            .file("x/src/scanner.cc", "c")
            .file("node_modules/b/tree-sitter-b.wasm", "w")
            .file("prebuilds/linux/a.wasm", "w")
            .file(".git/src/a.c", "c")
            .file("bindings/node/binding.cc", "b")
            .tgz();
    assertEquals(
        Set.of(
            "package.json",
            "tree-sitter.json",
            "LICENSE",
            "tree-sitter-a.wasm",
            "queries/highlights.scm",
            "x/queries/deep/er/tags.scm",
            "src/parser.c",
            "src/tree_sitter/parser.h",
            "common/scanner.h",
            "x/src/scanner.cc"),
        unpacked(tgz));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(target.resolve("package.json")));
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(target.resolve("src")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package/../../evil.wasm",
        "../evil.wasm",
        "/evil.wasm",
        "/package/evil.wasm",
        "package/a/../../../evil.scm",
        "package/..",
        "C:/package/evil.wasm",
        "C:\\package\\evil.wasm",
        "\\\\host\\share\\evil.wasm",
        "package/..\\..\\evil.wasm",
        "package/a\\..\\..\\evil.wasm",
        "package/new\nline.wasm",
        "package/aux.scm",
        "package/NUL.wasm",
        "package/com1.tar.wasm",
        "package/a:stream.wasm",
        "package/queries./a.scm",
        "package/queries /a.scm",
        "package/back\\slash.wasm",
      })
  void a_name_that_could_do_harm_is_refused(String name) throws IOException {
    byte[] tgz = new Tarballs().pax("path", name).raw("x", '0', new byte[] {1}).tgz();
    assertEquals(ProblemCode.ARCHIVE_REFUSED, refused(tgz).code());
    assertEquals(0, PackageFiles.hashes(target).size());
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing outside of the target");
    }
  }

  @Test
  void links_are_skipped_so_that_nothing_is_written_through_them() throws Exception {
    byte[] tgz =
        new Tarballs()
            .raw("package/queries", '2', new byte[0])
            .raw("package/hard.wasm", '1', new byte[0])
            .file("queries/a.scm", "q")
            .tgz();
    assertEquals(Set.of("queries/a.scm"), unpacked(tgz));
    assertFalse(Files.isSymbolicLink(target.resolve("queries")));
  }

  @Test
  void two_files_of_one_name_are_refused_whatever_the_case() {
    assertTrue(
        refused(new Tarballs().file("a.scm", "1").file("A.scm", "2").tgz())
            .getMessage()
            .contains("twice"));
    assertTrue(
        refused(new Tarballs().file("a.wasm", "1").file("a.wasm/b.scm", "2").tgz())
            .getMessage()
            .contains("twice"));
    assertTrue(
        refused(new Tarballs().file("b.wasm/b.scm", "2").file("B.wasm", "1").tgz())
            .getMessage()
            .contains("twice"));
  }

  @Test
  void a_bomb_is_refused_even_in_a_file_that_is_not_wanted() {
    byte[] tgz = new Tarballs().file("README.md", new byte[21_000_000]).tgz();
    assertTrue(tgz.length < 100_000);
    assertEquals(ProblemCode.TOO_LARGE, refused(tgz).code());
    byte[] module = new Tarballs().file("a.wasm", new byte[4_000_001]).tgz();
    assertEquals(ProblemCode.TOO_LARGE, refused(module).code());
  }

  @Test
  void what_is_no_gzip_is_refused() {
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(new byte[0]).code());
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(new byte[600]).code());
    byte[] good = new Tarballs().file("a.scm", "q".repeat(5000)).tgz();
    byte[] cut = Arrays.copyOf(good, good.length / 2);
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(cut).code());
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(Tarballs.gzip(new byte[100])).code());
  }

  @Test
  void any_bytes_are_unpacked_or_refused() throws Exception {
    Random random = Fixtures.random("PackageFilesTest");
    byte[] seed = new Tarballs().file("a.scm", "q").file("src/parser.c", "int x;").tgz();
    for (int round = 0; round < Fixtures.rounds(400); round++) {
      Path file = Files.write(folder.resolve("package.tgz"), Fixtures.mutated(seed, random));
      try {
        PackageFiles.unpack(file, target, Fixtures.LIMITS.unpack());
      } catch (Refusal refused) {
        assertTrue(refused.getMessage().length() < 600, refused.getMessage());
      }
      PrivateFiles.deleteTree(target);
      Files.createDirectory(target);
    }
  }

  @Test
  void a_folder_is_copied_without_following_links() throws Exception {
    Path source = Files.createDirectories(folder.resolve("source/queries"));
    Path root = source.getParent();
    Files.writeString(source.resolve("a.scm"), "q");
    Files.writeString(root.resolve("package.json"), "{}");
    Path secret = Files.writeString(folder.resolve("secret.scm"), "s");
    Files.createSymbolicLink(source.resolve("b.scm"), secret);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createDirectories(root.resolve("node_modules/x"));
    Files.writeString(root.resolve("node_modules/x/c.scm"), "q");
    PackageFiles.copy(root, target, Fixtures.LIMITS.unpack());
    assertEquals(Set.of("package.json", "queries/a.scm"), PackageFiles.hashes(target).keySet());
  }

  @Test
  void a_folder_with_too_much_in_it_is_refused() throws Exception {
    Path source = Files.createDirectories(folder.resolve("source"));
    for (int i = 0; i < 501; i++) {
      Files.writeString(source.resolve("f" + i), "");
    }
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> PackageFiles.copy(source, target, Fixtures.LIMITS.unpack()));
    assertEquals(ProblemCode.TOO_LARGE, refusal.code());
  }

  @Test
  void the_listing_hash_depends_on_names_and_contents() throws Exception {
    Files.writeString(target.resolve("a"), "1");
    String first = PackageFiles.listingIntegrity(PackageFiles.hashes(target));
    Files.writeString(target.resolve("a"), "2");
    String second = PackageFiles.listingIntegrity(PackageFiles.hashes(target));
    Files.writeString(target.resolve("a"), "1");
    String again = PackageFiles.listingIntegrity(PackageFiles.hashes(target));
    Files.move(target.resolve("a"), target.resolve("b"));
    String renamed = PackageFiles.listingIntegrity(PackageFiles.hashes(target));
    assertEquals(first, again);
    assertEquals(3, Set.of(first, second, renamed).size());
  }
}
