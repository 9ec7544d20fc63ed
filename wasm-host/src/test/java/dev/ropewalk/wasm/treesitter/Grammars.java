package dev.ropewalk.wasm.treesitter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.LifeTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The grammars that the build fetched, and a host for them. */
final class Grammars {
  static final GuestLimits LIMITS =
      new GuestLimits(16 << 20, 20_000, 4096, 10_000, Duration.ofSeconds(20), 16L << 20, 2, 256);

  /** A daemon's, in which nothing goes while a test looks. */
  static final LifeTuning TUNING =
      new LifeTuning(
          Duration.ofHours(1),
          Duration.ofHours(2),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10)),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(30)),
          5,
          Duration.ofMinutes(1));

  private Grammars() {}

  /** The folder that npm filled. */
  static Path npm() {
    String folder = System.getProperty("ropewalk.test.npm", "");
    assumeTrue(
        !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
        "SKIPPED: no grammars at ropewalk.test.npm='" + folder + "'; build with Maven and npm");
    return Path.of(folder);
  }

  static TreeSitterHost host(ClassFolders folders, LoadListener listener) {
    Path runtime = npm().resolve("web-tree-sitter/web-tree-sitter.wasm");
    return new TreeSitterHost(
        () -> Files.readAllBytes(runtime),
        LIMITS,
        TUNING,
        folders,
        ModuleCompiler.IN_PROCESS,
        listener);
  }

  static GrammarSource source(String name) {
    return new GrammarSource(name, "test", () -> bytes(name), List.of());
  }

  static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  static Path path(String name) {
    String folder =
        switch (name) {
          case "tsx", "typescript" -> "tree-sitter-typescript";
          case "toml", "yaml" -> "@tree-sitter-grammars/tree-sitter-" + name;
          default -> "tree-sitter-" + name;
        };
    return npm().resolve(folder).resolve("tree-sitter-" + name + ".wasm");
  }

  /** A text for guests, from a string. */
  static GuestText text(String content) {
    return new GuestText() {
      @Override
      public int lengthUtf16() {
        return content.length();
      }

      @Override
      public int readUtf16(int offset, byte[] destination, int at, int maxUnits) {
        int count = Math.min(maxUnits, content.length() - offset);
        for (int i = 0; i < count; i++) {
          char unit = content.charAt(offset + i);
          destination[at + 2 * i] = (byte) unit;
          destination[at + 2 * i + 1] = (byte) (unit >> 8);
        }
        return count;
      }

      @Override
      public String slice(int start, int end) {
        return content.substring(start, end);
      }
    };
  }

  /** The edit that replaces {@code [start, oldEnd)} of {@code before}. */
  static SyntaxEdit edit(String before, int start, int oldEnd, String after, int newEnd) {
    int[] from = point(before, start);
    int[] old = point(before, oldEnd);
    int[] to = point(after, newEnd);
    return new SyntaxEdit(start, oldEnd, newEnd, from[0], from[1], old[0], old[1], to[0], to[1]);
  }

  private static int[] point(String text, int offset) {
    int row = 0;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        row++;
        lineStart = i + 1;
      }
    }
    return new int[] {row, offset - lineStart};
  }
}
