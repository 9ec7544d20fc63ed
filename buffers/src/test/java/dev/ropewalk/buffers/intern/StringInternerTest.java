package dev.ropewalk.buffers.intern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ropewalk.buffers.text.RandomText;
import dev.ropewalk.buffers.text.Randomized;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class StringInternerTest {
  private final StringInterner interner = new StringInterner(50);

  /** Copies that must not be collected while they are counted. */
  private final List<Object> alive = new ArrayList<>();

  @Test
  void random_strings_are_counted_as_a_map_counts_them() {
    Randomized.rounds(
        200,
        random -> {
          var tested = new StringInterner(20);
          var model = new HashMap<String, String>();
          alive.add(model);
          long hits = 0;
          long refused = 0;
          long saved = 0;
          long uniqueBytes = 0;
          for (int i = 0; i < 200; i++) {
            String content = RandomText.withLoneSurrogates(random, random.nextInt(3));
            content = random.nextInt(10) == 0 ? content + "x".repeat(20) : content;
            boolean again = random.nextInt(4) == 0 && model.containsKey(content);
            String string = again ? model.get(content) : copy(content);
            String kept = tested.intern(string);
            assertEquals(content, kept);
            if (content.length() > 20) {
              refused++;
              assertSame(string, kept);
            } else if (model.containsKey(content)) {
              hits++;
              assertSame(model.get(content), kept);
              saved += again ? 0 : StringInterner.bytesOf(content);
            } else {
              model.put(content, kept);
              uniqueBytes += StringInterner.bytesOf(content);
            }
          }
          int unique = model.size();
          assertEquals(
              new InternStatistics(hits, unique, refused, saved, unique, uniqueBytes),
              tested.statistics());
          alive.clear();
        });
  }

  @Test
  void a_string_takes_one_or_two_bytes_a_unit() {
    assertEquals(40, StringInterner.bytesOf(""));
    assertEquals(48, StringInterner.bytesOf("\u00e9"));
    assertEquals(56, StringInterner.bytesOf("123456789"));
    assertEquals(64, StringInterner.bytesOf("12345678\u20ac"));
  }

  @Test
  void only_hits_save_and_the_ratio_says_how_many_there_were() {
    assertEquals(0.0, interner.statistics().hitRatio());
    String kept = interner.intern(copy("file:///a"));
    assertEquals(0, interner.statistics().savedBytes());
    assertSame(kept, interner.intern(kept));
    assertEquals(0, interner.statistics().savedBytes());
    assertSame(kept, interner.intern(copy("file:///a")));
    assertEquals(StringInterner.bytesOf(kept), interner.statistics().savedBytes());
    assertSame(kept, interner.intern(copy("file:///a")));
    assertEquals(0.75, interner.statistics().hitRatio());
  }

  @Test
  void strings_over_the_cap_are_not_kept() {
    String a = "x".repeat(51);
    String b = copy(a);
    assertSame(a, interner.intern(a));
    assertSame(b, interner.intern(b));
    assertEquals(new InternStatistics(0, 0, 2, 0, 0, 0), interner.statistics());
    assertThrows(IllegalArgumentException.class, () -> new StringInterner(0));
  }

  @Test
  void what_nobody_holds_is_gone_and_what_somebody_holds_stays() throws Exception {
    String held = interner.intern("held");
    var queue = new ReferenceQueue<String>();
    List<Reference<String>> references = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      references.add(new PhantomReference<>(interner.intern("nobody holds " + i), queue));
    }
    assertEquals(101, interner.statistics().unique());
    // A constant of this class stays alive, the copy that is kept of it does not.
    references.add(new PhantomReference<>(interner.intern("constant"), queue));
    assertNotSame("held", held);
    int gone = 0;
    for (int attempt = 0; attempt < 600 && gone < references.size(); attempt++) {
      System.gc();
      for (var one = queue.remove(100); one != null; one = queue.poll()) {
        gone++;
      }
    }
    assertEquals(references.size(), gone);
    awaitUnique(1);
    assertEquals(StringInterner.bytesOf(held), interner.statistics().uniqueBytes());
    assertSame(held, interner.intern(copy("held")));
    long misses = interner.statistics().misses();
    assertEquals("nobody holds 1", interner.intern("nobody holds 1"));
    assertEquals(misses + 1, interner.statistics().misses());
  }

  @Test
  void many_threads_get_one_copy() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 200; round++) {
        var tested = new StringInterner(20);
        Callable<List<String>> task =
            () -> {
              List<String> kept = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                kept.add(tested.intern("label " + i));
              }
              return kept;
            };
        List<Future<List<String>>> results = threads.invokeAll(List.of(task, task, task, task));
        List<String> first = results.getFirst().get();
        alive.add(first);
        for (Future<List<String>> result : results) {
          for (int i = 0; i < 50; i++) {
            assertSame(first.get(i), result.get().get(i));
          }
        }
        InternStatistics now = tested.statistics();
        assertEquals(50, now.unique());
        assertEquals(50, now.misses());
        assertEquals(150, now.hits());
        alive.clear();
      }
    }
  }

  /** Waits for the cleaner's thread, which comes to know later than the queue does. */
  private void awaitUnique(long expected) throws InterruptedException {
    var cleaned = new ReferenceQueue<Object>();
    for (int attempt = 0; attempt < 600; attempt++) {
      if (interner.statistics().unique() == expected) {
        return;
      }
      System.gc();
      assertEquals(null, cleaned.remove(100));
    }
    assertEquals(expected, interner.statistics().unique());
  }

  /** Returns an equal string that shares nothing. */
  private static String copy(String string) {
    return new String(string.toCharArray());
  }
}
