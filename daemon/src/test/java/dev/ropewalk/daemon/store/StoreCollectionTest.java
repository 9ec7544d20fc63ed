package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.store.StoreStatistics.Eviction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, what stays, and who may see it. */
class StoreCollectionTest {
  private static final long BLOCK = 4096;
  private static final byte[] SMALL = StoreFixture.value(1, 20);

  @TempDir private Path root;
  private final StoreFixture.TestClock clock = new StoreFixture.TestClock();

  private DiskStore sized(long maxBytes) {
    return new DiskStore(root, StoreFixture.settings(maxBytes), StoreFixture.TINY, clock);
  }

  private static void put(DiskStore store, int argument) {
    store.put(StoreFixture.recipe("outline", argument), StoreFixture.trace(7, SMALL), SMALL);
    store.flush();
  }

  /** Gives every file the time of the test. */
  private void now(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }
  }

  @Test
  void what_nobody_used_for_long_goes_and_what_was_used_stays() throws IOException {
    try (var store = sized(1L << 30)) {
      put(store, 1);
      put(store, 2);
      now(StoreFixture.files(root, ".record"));
      clock.forward(Duration.ofDays(20));
      assertEquals(1, store.records(StoreFixture.recipe("outline", 2)).size());
      store.flush();
      clock.forward(Duration.ofDays(20));
      store.collect();
      assertEquals(List.of(), store.records(StoreFixture.recipe("outline", 1)));
      assertEquals(1, store.records(StoreFixture.recipe("outline", 2)).size());
      assertEquals(1, store.statistics().evictions().get(Eviction.AGE));
      assertEquals(1, store.statistics().byKind().get("outline").entries());
      assertEquals(BLOCK, store.statistics().byKind().get("outline").bytes());
    }
  }

  @Test
  void a_use_is_marked_at_most_once_an_hour() throws IOException {
    try (var store = sized(1L << 30)) {
      put(store, 1);
      Path file = StoreFixture.file(root, ".record");
      now(List.of(file));
      FileTime written = Files.getLastModifiedTime(file);
      clock.forward(Duration.ofMinutes(50));
      assertEquals(1, store.records(StoreFixture.recipe("outline", 1)).size());
      store.flush();
      assertEquals(written, Files.getLastModifiedTime(file));
      clock.forward(Duration.ofMinutes(20));
      assertEquals(1, store.records(StoreFixture.recipe("outline", 1)).size());
      store.flush();
      assertEquals(clock.instant().toEpochMilli(), Files.getLastModifiedTime(file).toMillis());
    }
  }

  @Test
  void the_least_recently_used_go_when_there_is_too_much() throws IOException {
    int count = 20;
    try (var store = sized(1L << 30)) {
      for (int i = 0; i < count; i++) {
        put(store, i);
        clock.forward(Duration.ofHours(2));
        Path newest =
            StoreFixture.files(root, ".record").stream()
                .filter(
                    file -> file.toString().contains(name(StoreFixture.recipe("outline", last))))
                .findFirst()
                .orElseThrow();
        now(List.of(newest));
        last++;
      }
    }
    try (var small = sized(10 * BLOCK)) {
      small.collect();
      for (int i = 0; i < count; i++) {
        boolean kept = !small.records(StoreFixture.recipe("outline", i)).isEmpty();
        assertEquals(i >= count - 9, kept, "result " + i);
      }
      assertEquals(count - 9L, small.statistics().evictions().get(Eviction.BYTES));
      assertEquals(9, small.statistics().byKind().get("outline").entries());
    }
  }

  private int last;

  private static String name(Recipe recipe) {
    return StoreFormat.name(recipe).orElseThrow();
  }

  @Test
  void equal_ages_do_not_empty_the_store() throws IOException {
    try (var store = sized(1L << 30)) {
      for (int i = 0; i < 20; i++) {
        put(store, i);
      }
      now(StoreFixture.files(root, ".record"));
    }
    try (var small = sized(10 * BLOCK)) {
      small.collect();
      int left = StoreFixture.files(root, ".record").size();
      // Those of a neighbourhood of names go together.
      assertTrue(left <= 9 && left >= 5, left + " are left");
    }
  }

  @Test
  void several_collectors_at_once_do_no_harm() throws Exception {
    try (var store = sized(1L << 30)) {
      for (int i = 0; i < 200; i++) {
        put(store, i);
      }
      now(StoreFixture.files(root, ".record"));
    }
    var barrier = new CyclicBarrier(3);
    var stores = List.of(sized(100 * BLOCK), sized(100 * BLOCK), sized(100 * BLOCK));
    try (var threads = Executors.newFixedThreadPool(3)) {
      var done = new ArrayList<Future<?>>();
      for (DiskStore each : stores) {
        Callable<Boolean> collect =
            () -> {
              barrier.await();
              each.collect();
              return true;
            };
        done.add(threads.submit(collect));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    int left = StoreFixture.files(root, ".record").size();
    // Each may begin before or after another one removed something; together they remove no more.
    assertTrue(left <= 90 && left >= 80, left + " are left");
    assertEquals(List.of(), new StoreMaintenance(root).verify(false).damaged());
    stores.forEach(DiskStore::close);
  }

  @Test
  void a_record_whose_value_went_is_a_miss() throws IOException {
    byte[] large = StoreFixture.value(2, 1000);
    var recipe = StoreFixture.recipe("outline", 1);
    try (var store = sized(1L << 30)) {
      store.put(recipe, StoreFixture.trace(7, large), large);
      store.flush();
      Files.delete(StoreFixture.file(root, ".blob"));
      var trace = store.records(recipe).getFirst();
      assertTrue(store.value(recipe, trace.result()).isEmpty());
      assertEquals(1, store.statistics().byKind().get("outline").values().misses());
      store.put(recipe, trace, large);
      store.flush();
      assertTrue(store.value(recipe, trace.result()).isPresent());
    }
  }

  @Test
  void what_is_not_the_stores_is_never_touched() throws IOException {
    try (var store = sized(1L << 30)) {
      put(store, 1);
    }
    Path record = StoreFixture.file(root, ".record");
    var strange =
        List.of(
            root.resolve("notes.txt"),
            root.resolve("v1").resolve("notes.record"),
            record.resolveSibling("notes.record"),
            record.resolveSibling("0".repeat(64) + ".record"), // of another first byte, or
            record.resolveSibling(record.getFileName() + ".bak"),
            // a right name with the content of somebody else
            record.resolveSibling(record.getParent().getFileName() + "0".repeat(62) + ".record"));
    for (Path file : strange) {
      Files.writeString(file, "mine");
    }
    Path outside = Files.createTempFile("ropewalk", ".record");
    Path link =
        Files.createSymbolicLink(
            record.resolveSibling(record.getParent().getFileName() + "1".repeat(62) + ".blob"),
            outside);
    now(strange);
    clock.forward(Duration.ofDays(100));
    try (var small = sized(0)) {
      small.collect();
    }
    assertFalse(Files.exists(record));
    new StoreMaintenance(root).clear(java.util.Optional.empty());
    for (Path file : strange) {
      assertEquals("mine", Files.readString(file));
    }
    assertTrue(Files.isSymbolicLink(link));
    Files.delete(outside);
  }

  @Test
  void files_that_a_dead_process_left_go_after_a_while() throws IOException {
    try (var store = sized(1L << 30)) {
      put(store, 1);
      Path record = StoreFixture.file(root, ".record");
      Path temporary = record.resolveSibling("a".repeat(64) + ".1-x.tmp");
      Path place = temporary.getParent().resolveSibling("aa").resolve(temporary.getFileName());
      Files.createDirectories(place.getParent());
      Files.write(place, StoreFormat.blob(SMALL));
      now(List.of(place, record));
      store.collect();
      assertTrue(Files.exists(place));
      clock.forward(Duration.ofHours(2));
      store.collect();
      assertFalse(Files.exists(place));
      assertTrue(Files.exists(record));
    }
  }

  @Test
  void results_of_other_formats_age_too() throws IOException {
    try (var store = sized(1L << 30)) {
      put(store, 1);
      Path record = StoreFixture.file(root, ".record");
      Path older = root.resolve("v0").resolve(root.resolve("v1").relativize(record));
      Files.createDirectories(older.getParent());
      Files.move(record, older);
      now(List.of(older));
      assertEquals(1, new StoreMaintenance(root).contents().otherFormats().files());
      clock.forward(Duration.ofDays(31));
      store.collect();
      assertFalse(Files.exists(older));
    }
  }

  @Test
  void nobody_else_may_look() throws IOException {
    Path own = root.resolve("made");
    byte[] large = StoreFixture.value(2, 1000);
    try (var store = StoreFixture.store(own, clock)) {
      store.put(StoreFixture.recipe("outline", 1), StoreFixture.trace(7, large), large);
      store.flush();
    }
    try (var all = Files.walk(own)) {
      for (Path each : all.toList()) {
        assertEquals(
            Files.isDirectory(each) ? "rwx------" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
            each.toString());
      }
    }
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (var store = StoreFixture.store(own, clock)) {
      put(store, 2);
    }
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
  }
}
