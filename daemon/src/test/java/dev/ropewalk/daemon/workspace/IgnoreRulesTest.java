package dev.ropewalk.daemon.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IgnoreRulesTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "ab",
          "*",
          "?",
          "**",
          "[ab]",
          "[!a]",
          "[a-c]",
          "\\*",
          "\\a",
          "*.c",
          "a*",
          "*b",
          "[^b]c",
          "a?",
          "a**",
          "\\ ",
          "#a",
          "\\#a",
          "!a",
          "[]a]",
          "[a",
          "a.c",
          "[[:alpha:]]",
          "[a-",
          "***",
          "\\",
          "é",
          "[[:x:]]",
          "[\\]]",
          "[b-a]",
          "[[a]");
  private static final List<String> NAMES =
      List.of(
          "a", "b", "ab", "ba", "c", "a.c", "bc", "*", "#a", "!a", "a ", "]a", "aa", "abc", "é");

  @TempDir Path folder;

  private record Entry(String path, boolean directory) {}

  @Test
  void random_rules_decide_as_git_does() {
    assumeTrue(hasGit(), "SKIPPED: git is not there to compare with");
    Randomized.rounds(this::compareWithGit);
  }

  private static boolean hasGit() {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private void compareWithGit(Random random) throws Exception {
    Path top = Files.createTempDirectory(folder, "git");
    assertEquals(0, new ProcessBuilder("git", "init", "-q", top.toString()).start().waitFor());
    if (random.nextBoolean()) {
      Files.createDirectories(top.resolve(".git/info"));
      Files.writeString(top.resolve(".git/info/exclude"), rules(random));
    }
    var entries = new ArrayList<Entry>();
    grow(random, top, "", 0, entries);
    var git =
        new ProcessBuilder(
            "git", "-c", "core.excludesFile=", "check-ignore", "--stdin", "-z", "--no-index");
    Process process = git.directory(top.toFile()).start();
    try (var in = process.getOutputStream()) {
      for (Entry entry : entries) {
        in.write((entry.path() + "\0").getBytes(StandardCharsets.UTF_8));
      }
    }
    var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Set<String> ignored = new HashSet<>(Arrays.asList(answer.split("\0")));
    // Half of the time the root is a directory of the repository and not its top.
    List<Entry> tops = entries.stream().filter(e -> e.directory() && isKept(e, ignored)).toList();
    String under =
        tops.isEmpty() || random.nextBoolean() ? "" : tops.get(random.nextInt(tops.size())).path();
    Path root = under.isEmpty() ? top : top.resolve(under);
    IgnoreRules rules = IgnoreRules.ofRoot(root, Set.of());
    for (Entry entry : entries) {
      if (under.isEmpty() || entry.path().startsWith(under + "/")) {
        assertEquals(
            ignored.contains(entry.path()),
            isIgnored(rules, root, top.resolve(entry.path()), entry.directory()),
            () -> entry + " below '" + under + "'");
      }
    }
  }

  private static boolean isKept(Entry entry, Set<String> ignored) {
    return !ignored.contains(entry.path());
  }

  /** As a walk decides: what is in a directory that is left out is left out. */
  private static boolean isIgnored(IgnoreRules top, Path root, Path path, boolean directory) {
    IgnoreRules rules = top;
    Path at = root;
    Path below = root.relativize(path);
    for (int i = 0; i < below.getNameCount(); i++) {
      at = at.resolve(below.getName(i));
      boolean last = i == below.getNameCount() - 1;
      if (rules.ignores(at, !last || directory)) {
        return true;
      }
      if (!last) {
        rules = rules.with(at);
      }
    }
    return false;
  }

  private static void grow(
      Random random, Path directory, String path, int depth, List<Entry> entries)
      throws IOException {
    if (depth == 0 || random.nextInt(3) == 0) {
      Files.writeString(directory.resolve(".gitignore"), rules(random));
    }
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        continue;
      }
      String below = path.isEmpty() ? name : path + "/" + name;
      boolean isDirectory = depth < 3 && random.nextInt(3) == 0;
      entries.add(new Entry(below, isDirectory));
      if (isDirectory) {
        Path made = Files.createDirectory(directory.resolve(name));
        grow(random, made, below, depth + 1, entries);
      } else {
        Files.writeString(directory.resolve(name), "");
      }
    }
  }

  private static String rules(Random random) {
    var text = new StringBuilder();
    if (random.nextInt(20) == 0) {
      text.append('\uFEFF');
    }
    for (int lines = 1 + random.nextInt(4); lines > 0; lines--) {
      if (random.nextInt(4) == 0) {
        text.append('!');
      }
      if (random.nextInt(4) == 0) {
        text.append('/');
      }
      for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
        for (int pieces = random.nextInt(4) == 0 ? 2 : 1; pieces > 0; pieces--) {
          text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        text.append(parts > 1 ? "/" : "");
      }
      text.append(random.nextInt(4) == 0 ? "/" : "");
      text.append(random.nextInt(12) == 0 ? "  " : "");
      text.append(random.nextInt(15) == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  @Test
  void configured_excludes_come_first() throws IOException {
    Files.writeString(folder.resolve(".gitignore"), "!node_modules\n");
    IgnoreRules rules = IgnoreRules.ofRoot(folder, Set.of("node_modules/", "*.min.js"));
    assertTrue(rules.ignores(folder.resolve("node_modules"), true));
    assertFalse(rules.ignores(folder.resolve("node_modules"), false));
    assertTrue(rules.ignores(folder.resolve("deep/x.min.js"), false));
  }

  @Test
  void a_hostile_pattern_ends() throws IOException {
    Files.writeString(folder.resolve(".gitignore"), "/" + "a*".repeat(60) + "**/b\n");
    IgnoreRules rules = IgnoreRules.ofRoot(folder, Set.of());
    assertFalse(rules.ignores(folder.resolve("a".repeat(200) + "/c"), false));
  }

  @Test
  void random_bytes_are_rules_of_some_kind() {
    Randomized.rounds(
        random -> {
          byte[] bytes = new byte[random.nextInt(64)];
          random.nextBytes(bytes);
          byte[] path = "a/b[c]\0".getBytes(StandardCharsets.UTF_8);
          for (IgnorePattern pattern : IgnorePattern.parse(bytes)) {
            pattern.matches(path, 2, random.nextBoolean());
          }
        });
  }
}
