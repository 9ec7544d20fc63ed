package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What snapshots share: nodes between versions, and versions between threads. */
final class TextSharingTest {
  @Test
  void typing_at_the_end_of_100_mb_copies_a_path_and_not_the_document() {
    Text small = typed(1);
    Text large = typed(100);
    assertTrue(large.lengthBytes() > 100_000_000);
    long smallCost = allocatedBytes(() -> typeAtEnd(small));
    long largeCost = allocatedBytes(() -> typeAtEnd(large));
    assertTrue(
        largeCost < large.lengthBytes(),
        "10,000 edits allocated " + largeCost + " bytes, more than one copy of the document");
    assertTrue(
        largeCost < 4 * smallCost,
        "a document 100 times as large cost " + largeCost + " bytes instead of " + smallCost);
  }

  @Test
  void readers_of_snapshots_never_see_a_writer_at_work() throws Exception {
    // Opaque access publishes without ordering: what readers see rests on final fields alone.
    var current = new AtomicReference<Text>();
    var done = new AtomicReference<Boolean>(false);
    current.setOpaque(Text.of("0\r\n".repeat(200), Tuning.TINY));
    try (var pool = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long seed = i;
        readers.add(
            pool.submit(
                () -> {
                  var random = new Random(seed);
                  int checked = 0;
                  while (!done.getAcquire() || checked == 0) {
                    checkOneVersion(random, current.getOpaque());
                    checked++;
                  }
                  return checked;
                }));
      }
      try {
        for (int version = 1; version <= 60; version++) {
          current.setOpaque(allLinesReplaced(current.getOpaque(), Integer.toString(version)));
        }
      } finally {
        done.setRelease(true);
      }
      for (Future<Integer> reader : readers) {
        assertTrue(reader.get() > 0);
      }
    }
  }

  /** Makes one version out of another by an edit for each line. */
  private static Text allLinesReplaced(Text text, String version) {
    Text edited = text;
    for (int line = 0; line + 1 < edited.lineCount(); line++) {
      edited = edited.replace(edited.lineStart(line), edited.lineEnd(line), version);
    }
    return edited;
  }

  private static void checkOneVersion(Random random, Text text) {
    text.checkInvariants();
    String content = text.toString();
    String version = content.substring(0, content.indexOf('\r'));
    assertEquals((version + "\r\n").repeat(200), content);
    int line = random.nextInt(200);
    assertEquals(line * (version.length() + 2), text.lineStart(line));
    assertEquals(Text.of(content, Tuning.PRODUCTION).contentHash(), text.contentHash());
  }

  private static Text typed(int megabytes) {
    byte[] block =
        "a line of code, not too short;\n".repeat(34_000).getBytes(StandardCharsets.UTF_8);
    var builder = new TextBuilder();
    for (int i = 0; i < megabytes; i++) {
      builder.appendUtf8(block, 0, block.length);
    }
    return builder.build();
  }

  private static void typeAtEnd(Text text) {
    Text edited = text;
    for (int i = 0; i < 10_000; i++) {
      int end = edited.lengthUtf16();
      edited = edited.replace(end, end, i % 30 == 0 ? "\n" : "x");
    }
    assertEquals(text.lengthUtf16() + 10_000, edited.lengthUtf16());
  }

  private static long allocatedBytes(Runnable action) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
