package dev.ropewalk.daemon.analysis.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.daemon.store.StoreStatistics;
import dev.ropewalk.daemon.testing.Randomized;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs when files change, and that it is what an index made afresh would say. */
class WorkspaceIndexTest {
  private static TestLanguages languages;

  @TempDir Path temporary;

  @BeforeAll
  static void load() {
    languages = new TestLanguages(new LoadListener() {});
  }

  @AfterAll
  static void close() {
    languages.close();
  }

  private Path tree(Map<String, String> files) throws IOException {
    Path root = Files.createTempDirectory(temporary, "root").toRealPath();
    for (var file : files.entrySet()) {
      write(root, file.getKey(), file.getValue());
    }
    return root;
  }

  private static void write(Path root, String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static final Map<String, String> TWO =
      Map.of(
          "a/One.java", "package a;\nimport b.Two;\nclass One {\n  int f() { return 1; }\n}\n",
          "b/Two.java", "package b;\nclass Two {}\n",
          "b/c/Three.java", "package b.c;\nclass Three {}\n");

  /** Waits until a question has an answer; the index is asked again after each change of it. */
  private static void await(IndexHarness harness, Supplier<Boolean> question)
      throws InterruptedException {
    long end = System.nanoTime() + IndexHarness.PATIENCE.toNanos();
    while (!question.get()) {
      assertTrue(System.nanoTime() < end, "the change is never seen");
      Thread.onSpinWait();
    }
    harness.idle();
  }

  private static FileFacts.Span place(IndexHarness harness, String name) {
    return harness.search(name).getFirst().selection();
  }

  private static Set<String> of(String... lines) {
    return new TreeSet<>(List.of(lines));
  }

  @Test
  void white_space_in_a_file_runs_what_has_positions_and_ends_at_its_names() throws Exception {
    Path root = tree(TWO);
    try (var harness = new IndexHarness(languages, root)) {
      assertEquals(1, place(harness, "Two").startLine());
      harness.log();
      write(root, "b/Two.java", "package b;\n\n\nclass Two {}\n");
      await(harness, () -> place(harness, "Two").startLine() == 3);
      assertEquals(
          of(
              "fileFacts(java)",
              "fileNames(b/Two.java) =",
              "namesOf(java)",
              "symbolsOf(java)",
              "fileSymbols(b/Two.java)"),
          harness.log());
    }
  }

  @Test
  void typing_in_a_body_changes_nothing_above_the_file() throws Exception {
    Path root = tree(TWO);
    try (var harness = new IndexHarness(languages, root)) {
      harness.log();
      long analysed = harness.index.statistics().analysed();
      write(root, "a/One.java", TWO.get("a/One.java").replace("return 1", "return 2"));
      await(harness, () -> harness.index.statistics().analysed() > analysed);
      assertEquals(
          of("fileFacts(java)", "fileNames(a/One.java) =", "namesOf(java)"), harness.log());
    }
  }

  @Test
  void renaming_a_function_runs_the_path_from_its_file_to_the_root() throws Exception {
    Path root = tree(TWO);
    try (var harness = new IndexHarness(languages, root)) {
      harness.log();
      write(root, "a/One.java", TWO.get("a/One.java").replace("int f()", "int renamed()"));
      await(harness, () -> harness.names("renamed").contains("a/One.java:renamed"));
      Set<String> log = new TreeSet<>(harness.log());
      log.removeIf(line -> line.startsWith("fileSymbols") || line.startsWith("symbolsOf"));
      assertEquals(
          of(
              "fileFacts(java)",
              "fileNames(a/One.java)",
              "namesOf(java)",
              "nameChunk(0/1 a)",
              "nameTree(a)",
              "nameTree(.)"),
          log);
    }
  }

  @Test
  void deleting_a_file_reads_no_file() throws Exception {
    Path root = tree(TWO);
    write(root, "b/Other.java", "package b;\nclass Other {}\n");
    try (var harness = new IndexHarness(languages, root)) {
      assertEquals(of("b/Two.java:Two"), harness.names("Two"));
      harness.log();
      Files.delete(root.resolve("b/Two.java"));
      await(harness, () -> harness.names("Two").isEmpty());
      assertEquals(
          of("chunkFiles(0/1 b)", "nameChunk(0/1 b)", "nameTree(b)", "nameTree(.)"), harness.log());
    }
  }

  private DiskStore store() {
    return DiskStore.open(
        temporary.resolve("results"), StoreSettings.defaults(), InstantSource.system());
  }

  @Test
  void a_restart_asks_the_disk_for_shares_of_directories_and_for_no_file() throws Exception {
    Path root = tree(TWO);
    Set<String> names;
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      names = harness.names("T");
      store.flush();
    }
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      assertEquals(
          of(
              "restored nameChunk(0/1 a)",
              "restored nameChunk(0/1 b)",
              "restored nameChunk(0/1 b/c)",
              "nameTree(.)",
              "nameTree(a)",
              "nameTree(b)",
              "nameTree(b/c)"),
          harness.log());
      assertEquals(3, harness.index.statistics().analysed());
      assertEquals(0, harness.index.statistics().waiting());
      assertEquals(names, harness.names("T"));
      harness.log();
      write(root, "b/Two.java", "package b;\nclass Twofold {}\n");
      await(harness, () -> harness.names("Twofold").contains("b/Two.java:Twofold"));
      assertTrue(harness.log().contains("nameChunk(0/1 b)"));
    }
  }

  @Test
  void a_file_that_changed_meanwhile_takes_its_share_alone_along() throws Exception {
    Path root = tree(TWO);
    write(root, "b/Other.java", "package b;\nclass Other {}\n");
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      harness.idle();
      store.flush();
    }
    write(root, "b/Two.java", "package b;\n\nclass Two {}\n");
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      assertEquals(
          of(
              "restored nameChunk(0/1 a)",
              "restored nameChunk(0/1 b/c)",
              "restored namesOf(java)",
              "fileFacts(java)",
              "namesOf(java)",
              "fileNames(b/Other.java)",
              "fileNames(b/Two.java)",
              "chunkFiles(0/1 b)",
              "nameChunk(0/1 b)",
              "nameTree(.)",
              "nameTree(a)",
              "nameTree(b)",
              "nameTree(b/c)"),
          harness.log());
      assertEquals(2, place(harness, "Two").startLine());
    }
  }

  @Test
  void a_damaged_share_is_made_again() throws Exception {
    Path root = tree(TWO);
    Set<String> names;
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      names = harness.names("");
      store.flush();
    }
    try (Stream<Path> all = Files.walk(temporary.resolve("results"))) {
      for (Path record :
          all.filter(file -> file.toString().contains("nameChunk"))
              .filter(Files::isRegularFile)
              .toList()) {
        byte[] bytes = Files.readAllBytes(record);
        bytes[bytes.length - 1] ^= 1;
        Files.write(record, bytes);
      }
    }
    try (var store = store();
        var harness = new IndexHarness(languages, root, store)) {
      assertTrue(harness.log().contains("nameChunk(0/1 a)"));
      assertEquals(names, harness.names(""));
      assertEquals(3, store.statistics().evictions().get(StoreStatistics.Eviction.DAMAGED));
    }
  }

  @Test
  void an_import_finds_the_file_that_it_was_waiting_for() throws Exception {
    Path root = tree(Map.of("a.ts", "import { b } from './b';\n", "c.ts", "export const c = 1;\n"));
    try (var harness = new IndexHarness(languages, root)) {
      String path = root.resolve("a.ts").toString();
      assertEquals(List.of(""), harness.index.targets(path));
      harness.log();
      write(root, "unrelated.ts", "export const u = 1;\n");
      await(harness, () -> !harness.names("u").isEmpty());
      harness.log();
      assertEquals(List.of(""), harness.index.targets(path));
      assertEquals(of(), harness.log());
      write(root, "b.ts", "export const b = 1;\n");
      await(harness, () -> !harness.names("b").isEmpty());
      harness.log();
      assertEquals(List.of(root.resolve("b.ts").toString()), harness.index.targets(path));
      assertEquals(of("resolvedImport(a.ts path ./b)", "resolvedImports(a.ts)"), harness.log());
    }
  }

  @Test
  void imports_of_each_language_are_found() throws Exception {
    Path root =
        tree(
            Map.ofEntries(
                Map.entry(
                    "src/a/One.java",
                    "package a;\nimport b.Two;\nimport static b.Two.Inner.x;\nimport c.Far;\n"
                        + "import java.util.*;\nclass One {}\n"),
                Map.entry("src/b/Two.java", "package b;\nclass Two {}\n"),
                Map.entry("other/c/Far.java", "package c;\nclass Far {}\n"),
                Map.entry("py/pkg/__init__.py", ""),
                Map.entry("py/pkg/m.py", "from . import n\nfrom .n import f\nimport pkg.n, os\n"),
                Map.entry("py/pkg/n.py", "def f(): pass\n"),
                Map.entry("ts/a.ts", "import './dir';\nimport '../../..';\nimport './b.js';\n"),
                Map.entry("ts/dir/index.ts", "export {};\n"),
                Map.entry("ts/b.ts", "export {};\n"),
                Map.entry("c/a.c", "#include \"a.h\"\n#include <lib/b.h>\n#include <stdio.h>\n"),
                Map.entry("c/a.h", "int a;\n"),
                Map.entry("c/include/lib/b.h", "int b;\n"),
                Map.entry("rs/src/lib.rs", "mod a;\nuse crate::a::b::{c, d};\n"),
                Map.entry("rs/src/a/mod.rs", "pub mod b;\n"),
                Map.entry("rs/src/a/b.rs", "pub fn c() {}\n"),
                Map.entry("go/main.go", "package main\nimport (\n\"fmt\"\n\"x.org/m/go/p\"\n)\n"),
                Map.entry("go/p/p.go", "package p\n"),
                Map.entry("fmt/x.go", "package fmt\n")));
    try (var harness = new IndexHarness(languages, root)) {
      assertEquals(
          List.of("src/b/Two.java", "src/b/Two.java", "other/c/Far.java", ""),
          targets(harness, root, "src/a/One.java"));
      assertEquals(
          List.of(
              "py/pkg/__init__.py", "py/pkg/n.py", "py/pkg/n.py", "py/pkg/n.py", "py/pkg/n.py", ""),
          targets(harness, root, "py/pkg/m.py"));
      assertEquals(List.of("ts/dir/index.ts", "", "ts/b.ts"), targets(harness, root, "ts/a.ts"));
      assertEquals(List.of("c/a.h", "c/include/lib/b.h", ""), targets(harness, root, "c/a.c"));
      assertEquals(
          List.of("rs/src/a/mod.rs", "rs/src/a/b.rs"), targets(harness, root, "rs/src/lib.rs"));
      assertEquals(List.of("", "go/p/p.go"), targets(harness, root, "go/main.go"));
    }
  }

  private static List<String> targets(IndexHarness harness, Path root, String file) {
    return harness.index.targets(root.resolve(file).toString()).stream()
        .map(target -> target.isEmpty() ? "" : root.relativize(Path.of(target)).toString())
        .toList();
  }

  @Test
  void what_cannot_be_analysed_has_no_symbols_and_harms_nobody() throws Exception {
    Path root = tree(TWO);
    write(root, "Large.java", "class Large {}" + " ".repeat(20_000));
    Files.write(root.resolve("Binary.java"), new byte[] {0, 1, 2, 'c'});
    write(root, "data.json", "{\"key\": 1}");
    try (var harness = new IndexHarness(languages, root)) {
      assertEquals(of(), harness.names("Large"));
      assertEquals(of(), harness.names("key"));
      assertEquals(of("b/Two.java:Two"), harness.names("Two"));
    }
  }

  @Test
  void a_root_within_another_one_outlives_it() throws Exception {
    Path root = tree(TWO);
    try (var harness = new IndexHarness(languages, root)) {
      WorkspaceIndex.Opened inner = harness.index.open(root.resolve("b"));
      inner.scanned().join();
      harness.idle();
      assertEquals(of("b/Two.java:Two"), harness.names("Two"));
      harness.index.end(inner.root());
      assertEquals(2, harness.index.statistics().roots(), "somebody works in it");
      inner.close();
      harness.index.end(inner.root());
      await(harness, () -> harness.index.statistics().roots() == 1);
      await(harness, () -> harness.names("Two").equals(of("b/Two.java:Two")));
      write(root, "b/Later.java", "package b;\nclass Later {}\n");
      await(harness, () -> harness.names("Later").contains("b/Later.java:Later"));
    }
  }

  @Test
  void a_large_directory_is_shared_out() throws Exception {
    Path root = tree(Map.of());
    for (int i = 0; i < 300; i++) {
      write(root, "F" + i + ".java", "class F" + i + " {}\n");
    }
    try (var harness = new IndexHarness(languages, root)) {
      assertEquals(300, harness.names("F").size());
      harness.log();
      write(root, "F7.java", "class Other {}\n");
      await(harness, () -> harness.names("Other").contains("F7.java:Other"));
      long chunks = harness.log().stream().filter(line -> line.startsWith("nameChunk")).count();
      assertEquals(1, chunks);
    }
  }

  @Test
  void random_changes_leave_what_a_fresh_index_says() {
    Randomized.rounds(this::compareWithFresh);
  }

  private void compareWithFresh(Random random) throws Exception {
    Path root = tree(TWO);
    try (var harness = new IndexHarness(languages, root)) {
      for (int step = 0; step < 4; step++) {
        for (int i = 0; i < 6; i++) {
          change(random, root);
        }
        write(root, "Marker.java", "class Marker" + step + " {}\n");
        int number = step;
        await(harness, () -> !harness.names("Marker" + number).isEmpty());
        try (var fresh = new IndexHarness(languages, root)) {
          Map<String, Object> wanted = told(fresh, root);
          await(harness, () -> told(harness, root).equals(wanted));
        }
      }
    }
  }

  /** All that an index says. */
  private static Map<String, Object> told(IndexHarness harness, Path root) {
    var told = new TreeMap<String, Object>();
    told.put("symbols", harness.search(""));
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        told.put("imports of " + file, harness.index.targets(file.toString()));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return told;
  }

  private static void change(Random random, Path root) throws IOException {
    String[] packages = {"a", "b", "b/c", "d"};
    String in = packages[random.nextInt(packages.length)];
    Path file = root.resolve(in).resolve("T" + random.nextInt(4) + ".java");
    switch (random.nextInt(5)) {
      case 0, 1, 2 ->
          write(
              root,
              root.relativize(file).toString(),
              "package "
                  + in.replace('/', '.')
                  + ";\nimport b.T"
                  + random.nextInt(4)
                  + ";\n"
                  + "\n".repeat(random.nextInt(3))
                  + "class X"
                  + random.nextInt(3)
                  + " { int f"
                  + random.nextInt(3)
                  + "; }\n");
      case 3 -> {
        if (Files.exists(file)) {
          Path to = root.resolve("b/T" + random.nextInt(4) + ".java");
          Files.createDirectories(to.getParent());
          Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      default -> {
        if (random.nextInt(4) > 0) {
          Files.deleteIfExists(file);
        } else if (Files.exists(root.resolve(in))) {
          var gone = new ArrayList<Path>();
          try (Stream<Path> all = Files.walk(root.resolve(in))) {
            all.sorted(Comparator.reverseOrder()).forEach(gone::add);
          }
          for (Path path : gone) {
            Files.delete(path);
          }
        }
      }
    }
  }
}
