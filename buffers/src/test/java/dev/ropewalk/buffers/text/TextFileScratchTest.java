package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.pool.PoolStatistics;
import dev.ropewalk.buffers.text.TextFile.Loaded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Files are read through arrays that other readers have used: nothing of theirs may show. */
final class TextFileScratchTest {
  private static final long LIMIT = 10_000_000;

  @Test
  void concurrent_readers_see_their_own_files_only() throws Exception {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 40; i++) {
      String content = RandomText.scalars(new Random(i), i * 2000).replace('\0', '0');
      tasks.add(
          () -> {
            for (int round = 0; round < 5; round++) {
              assertEquals(content.replaceFirst("^\uFEFF", ""), read(content));
            }
            return true;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> results = threads.invokeAll(tasks);
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
    }
    assertTrue(TextFile.scratch().statistics().hits() > 0);
  }

  @Test
  void arrays_come_back_when_a_stream_fails_or_is_too_large() {
    int leased = TextFile.scratch().statistics().leased();
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("cut off");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            throw new IOException("cut off");
          }
        };
    assertInstanceOf(TextFile.Unreadable.class, TextFile.read(failing, LIMIT));
    assertInstanceOf(
        TextFile.TooLarge.class, TextFile.read(new ByteArrayInputStream(new byte[9000]), 10));
    PoolStatistics now = TextFile.scratch().statistics();
    assertEquals(leased, now.leased());
    assertEquals(0, now.leaks());
  }

  private static String read(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return assertInstanceOf(Loaded.class, TextFile.read(new ByteArrayInputStream(bytes), LIMIT))
        .text()
        .toString();
  }
}
