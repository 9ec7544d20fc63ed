package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.store.StoreStatistics.Drop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue, failures to write, interrupts. */
class StoreWriteTest {
  private static final byte[] SMALL = StoreFixture.value(1, 20);
  private static final byte[] LARGE = StoreFixture.value(2, 1000);
  private static final Recipe ONE = StoreFixture.recipe("outline", 1);

  @TempDir private Path folder;
  private final StoreFixture.TestClock clock = new StoreFixture.TestClock();

  @Test
  void a_failed_write_turns_to_memory_only_and_back() throws IOException {
    Path root = folder.resolve("results");
    Files.writeString(root, "a file is in the way");
    try (var store = StoreFixture.store(root, clock)) {
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      assertEquals(StoreHealth.State.MEMORY_ONLY, store.health().state());
      assertFalse(store.health().reason().isEmpty());
      assertFalse(store.health().reason().contains(folder.toString()), store.health().reason());
      assertEquals(1, store.statistics().dropped().get(Drop.UNHEALTHY));

      Files.delete(root);
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      assertEquals(
          2, store.statistics().dropped().get(Drop.UNHEALTHY), "not tried before its time");
      assertEquals(List.of(), store.records(ONE));

      clock.forward(Duration.ofMinutes(2));
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      assertEquals(StoreHealth.State.WRITING, store.health().state());
      assertEquals(1, store.records(ONE).size());
    }
  }

  @Test
  void a_directory_that_vanishes_is_made_again() throws IOException {
    Path root = folder.resolve("results");
    try (var store = StoreFixture.store(root, clock)) {
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      try (var all = Files.walk(root)) {
        for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
      assertEquals(List.of(), store.records(ONE));
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      assertEquals(1, store.records(ONE).size());
      assertEquals(StoreHealth.State.WRITING, store.health().state());
    }
  }

  @Test
  void a_store_that_is_off_touches_nothing() {
    Path root = folder.resolve("results");
    StoreSettings on = StoreFixture.settings(1 << 20);
    var off =
        new StoreSettings(
            false,
            on.maxBytes(),
            on.maxAge(),
            on.maxValueBytes(),
            on.queueBytes(),
            on.queueEntries(),
            on.retryAfter(),
            on.collectEvery());
    try (var store = new DiskStore(root, off, StoreFixture.TINY, clock)) {
      store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
      store.flush();
      store.forget(ONE);
      assertEquals(List.of(), store.records(ONE));
      assertEquals(StoreHealth.State.OFF, store.health().state());
    }
    assertFalse(Files.exists(root));
  }

  @Test
  void a_value_that_is_too_large_is_not_kept() {
    try (var store = StoreFixture.store(folder.resolve("results"), clock)) {
      byte[] huge = new byte[(1 << 20) + 1];
      store.put(ONE, StoreFixture.trace(7, huge), huge);
      store.flush();
      assertEquals(List.of(), store.records(ONE));
      assertEquals(1, store.statistics().dropped().get(Drop.TOO_LARGE));
    }
  }

  @Test
  void what_is_put_before_the_end_is_there_after_a_restart() {
    Path root = folder.resolve("results");
    try (var store = StoreFixture.store(root, clock)) {
      for (int i = 0; i < 100; i++) {
        byte[] value = StoreFixture.value(i, i);
        store.put(StoreFixture.recipe("outline", i), StoreFixture.trace(i, value), value);
      }
    }
    try (var store = StoreFixture.store(root, clock)) {
      for (int i = 0; i < 100; i++) {
        Recipe recipe = StoreFixture.recipe("outline", i);
        byte[] value = StoreFixture.value(i, i);
        assertEquals(List.of(StoreFixture.trace(i, value)), store.records(recipe));
        assertArrayEquals(
            value, store.value(recipe, StoreFixture.trace(i, value).result()).orElseThrow());
      }
    }
  }

  @Test
  void closing_twice_is_closing_and_nothing_is_taken_afterwards() {
    DiskStore store = StoreFixture.store(folder.resolve("results"), clock);
    store.put(ONE, StoreFixture.trace(7, SMALL), SMALL);
    store.close();
    store.close();
    store.put(ONE, StoreFixture.trace(8, SMALL), SMALL);
    assertEquals(1, store.statistics().dropped().get(Drop.CLOSED));
    assertEquals(List.of(StoreFixture.trace(7, SMALL)), store.records(ONE));
    store.forget(ONE);
    assertEquals(List.of(), store.records(ONE));
  }

  @Test
  void all_of_a_query_is_forgotten_and_nothing_else() {
    try (var store = StoreFixture.store(folder.resolve("results"), clock)) {
      for (int i = 0; i < 20; i++) {
        byte[] value = StoreFixture.value(i, i);
        String query = i % 2 == 0 ? "outline" : "folds";
        store.put(StoreFixture.recipe(query, i), StoreFixture.trace(i, value), value);
      }
      store.forgetAll("outline"); // some wait, and some are written
      for (int i = 0; i < 20; i++) {
        String query = i % 2 == 0 ? "outline" : "folds";
        assertEquals(i % 2, store.records(StoreFixture.recipe(query, i)).size(), query + i);
        store.flush();
      }
      store.checkInvariants();
    }
  }

  @Test
  void an_interrupt_of_the_asker_loses_nothing() throws InterruptedException {
    Path root = folder.resolve("results");
    try (var store = StoreFixture.store(root, clock)) {
      for (int i = 0; i < 50; i++) {
        store.put(StoreFixture.recipe("outline", i), StoreFixture.trace(i, LARGE), LARGE);
      }
      store.flush();
      var failure = new AtomicReference<Throwable>();
      for (boolean virtual : new boolean[] {true, false}) {
        Runnable ask =
            () -> {
              try {
                Thread.currentThread().interrupt();
                for (int i = 0; i < 50; i++) {
                  Recipe recipe = StoreFixture.recipe("outline", i);
                  assertEquals(1, store.records(recipe).size());
                  assertTrue(
                      store.value(recipe, StoreFixture.trace(i, LARGE).result()).isPresent());
                  store.put(recipe, StoreFixture.trace(i + 1, LARGE), LARGE);
                  store.forget(recipe);
                  store.put(recipe, StoreFixture.trace(i, LARGE), LARGE);
                  assertTrue(Thread.currentThread().isInterrupted(), "the interrupt was swallowed");
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            };
        Thread thread = virtual ? Thread.ofVirtual().start(ask) : Thread.ofPlatform().start(ask);
        thread.join();
        assertEquals(null, failure.get());
        store.flush();
        for (int i = 0; i < 50; i++) {
          assertEquals(
              List.of(StoreFixture.trace(i, LARGE)),
              store.records(StoreFixture.recipe("outline", i)));
        }
      }
      var kind = store.statistics().byKind().get("outline");
      assertEquals(0, kind.records().corrupt() + kind.records().ioFailures());
      assertEquals(0, kind.values().corrupt() + kind.values().ioFailures());
      assertEquals(StoreHealth.State.WRITING, store.health().state());
    }
  }

  @Test
  void interrupts_at_any_time_lose_nothing() throws InterruptedException {
    try (var store = StoreFixture.store(folder.resolve("results"), clock)) {
      store.put(ONE, StoreFixture.trace(7, LARGE), LARGE);
      store.flush();
      var lost = new AtomicInteger();
      Thread asker =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 3_000; i++) {
                      if (store.records(ONE).size() != 1
                          || store.value(ONE, StoreFixture.trace(7, LARGE).result()).isEmpty()) {
                        lost.incrementAndGet();
                      }
                      var unused = Thread.interrupted();
                    }
                  });
      while (asker.isAlive()) {
        asker.interrupt();
        Thread.onSpinWait();
      }
      asker.join();
      assertEquals(0, lost.get());
    }
  }

  /** A worker that waits until it is let go on. */
  private static final class Gate implements WriteQueue.Worker {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    final List<String> done = new ArrayList<>();

    @Override
    public void put(WriteQueue.Put put) {
      begun.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new AssertionError("the thread of the queue was interrupted", e);
      }
      done.add(put.name());
    }

    @Override
    public void touch(Path file) {}

    @Override
    public void dropped(WriteQueue.Put put) {
      done.add("dropped " + put.name());
    }
  }

  private static WriteQueue.Put named(String name) {
    return new WriteQueue.Put(name, ONE, StoreFixture.trace(1, LARGE), LARGE);
  }

  @Test
  void a_full_queue_refuses_and_a_change_overtakes() throws InterruptedException {
    var gate = new Gate();
    var queue = new WriteQueue(gate, 3, 1 << 20);
    assertTrue(queue.offer(named("a")));
    gate.begun.await(); // it runs, and does not count any more
    assertTrue(queue.offer(named("b")));
    assertTrue(queue.offer(named("c")));
    assertTrue(queue.offer(named("b")));
    assertFalse(queue.offer(named("d")), "by number");
    queue.checkInvariants();
    Thread changer =
        Thread.ofPlatform()
            .start(
                () -> queue.change(put -> put.name().equals("b"), () -> gate.done.add("change b")));
    while (queue.queuedEntries() != 1) {
      Thread.onSpinWait();
    }
    queue.checkInvariants();
    gate.open.countDown();
    changer.join();
    queue.flush();
    assertEquals(List.of("a", "change b", "c"), gate.done);
    queue.close(Duration.ofSeconds(20));

    var narrow = new WriteQueue(new Gate(), 100, LARGE.length);
    assertFalse(narrow.offer(named("a")), "by bytes");
  }

  @Test
  void who_is_in_no_hurry_waits_for_half_of_the_room() throws InterruptedException {
    var gate = new Gate();
    var queue = new WriteQueue(gate, 4, 1 << 20);
    queue.awaitRoom(Duration.ofDays(1)); // there is room
    assertTrue(queue.offer(named("a")));
    gate.begun.await();
    for (String name : List.of("b", "c", "d")) {
      assertTrue(queue.offer(named(name)));
    }
    queue.awaitRoom(Duration.ofNanos(1)); // a disk that hangs holds nobody up
    Thread patient = Thread.ofPlatform().start(() -> queue.awaitRoom(Duration.ofDays(1)));
    while (patient.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    gate.open.countDown();
    patient.join();
    assertTrue(queue.queuedEntries() <= 2);
    queue.close(Duration.ofSeconds(20));
    queue.awaitRoom(Duration.ofDays(1)); // nor does a queue that is closed
  }

  @Test
  void what_is_too_late_at_the_end_is_dropped_and_told() throws InterruptedException {
    var gate = new Gate();
    var queue = new WriteQueue(gate, 10, 1 << 20);
    assertTrue(queue.offer(named("a")));
    assertTrue(queue.offer(named("b")));
    gate.begun.await();
    Thread closer = Thread.ofPlatform().start(() -> queue.close(Duration.ZERO));
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it waits for the thread, so it is closed
    }
    assertFalse(queue.offer(named("c")), "after the end");
    gate.open.countDown();
    closer.join();
    queue.flush();
    assertEquals(List.of("a", "dropped b"), gate.done);
  }
}
