package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Opens, edits and saves a file of 1 GB in a JVM with a heap of 1.5 GB: -Dropewalk.large=true. */
@EnabledIfSystemProperty(named = "ropewalk.large", matches = "true")
final class LargeFileTest {
  private static final int LINE_BYTES = 64;
  private static final int LINES = (1 << 30) / LINE_BYTES;

  @Test
  void a_file_of_1_gb_is_edited_in_a_heap_of_one_and_a_half(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("large.txt");
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      writeLines(out);
    }
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1500m",
                    "-ea",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeFileTest.class.getName(),
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println(said);
    assertEquals(0, child.waitFor(), said);
    assertEquals((1L << 30) + 1000, Files.size(file));
  }

  /** Edits the file that it is given; what fails ends the process with a trace. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    long start = System.nanoTime();
    var loaded = (TextFile.Loaded) TextFile.read(file, Long.MAX_VALUE);
    long opened = System.nanoTime();
    Text text = loaded.text();
    assertEquals(LINES + 1, text.lineCount());
    var random = new Random(1);
    Text first = text;
    for (int i = 0; i < 1000; i++) {
      int line = random.nextInt(LINES);
      assertEquals(new Position(line, 3), first.positionOf(64 * line + 3, PositionEncoding.UTF_8));
      assertEquals(64 * line, first.lineStart(line));
      assertEquals(String.format("%010d", line), first.slice(64 * line, 64 * line + 10));
      int at = text.lineStart(line);
      text = text.replace(at, at, "x");
    }
    long edited = System.nanoTime();
    assertEquals((1 << 30) + 1000, text.lengthBytes());
    assertTrue(
        TextFile.write(file, text, FileEncoding.UTF_8, false) instanceof TextFile.Written, "write");
    System.out.printf(
        "1 GB: opened in %d ms, 1000 edits and their checks in %d ms, saved in %d ms%n",
        (opened - start) / 1_000_000,
        (edited - opened) / 1_000_000,
        (System.nanoTime() - edited) / 1_000_000);
  }

  private static void writeLines(OutputStream out) throws java.io.IOException {
    String rest = " is the number of this line, and this is what it says.";
    for (int i = 0; i < LINES; i++) {
      String line = String.format("%010d", i) + rest.substring(0, LINE_BYTES - 11) + "\n";
      out.write(line.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
