package dev.ropewalk.wasm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.limit.GuestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
  private static final LifeTuning TUNING =
      new LifeTuning(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8)),
          new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(100)),
          3,
          Duration.ofSeconds(5));

  /** A module; remembers what was done to it. */
  private static final class Loaded {
    final AtomicInteger users = new AtomicInteger();
    final AtomicInteger unloaded = new AtomicInteger();
    final AtomicInteger rested = new AtomicInteger();
  }

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // differences count
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<Loaded> made = new ArrayList<>();
  private @Nullable GuestException failure;

  private final LifeCycle.Hooks<Loaded> hooks =
      new LifeCycle.Hooks<>() {
        @Override
        public Loaded load() {
          if (failure != null) {
            throw failure;
          }
          made.add(new Loaded());
          return made.getLast();
        }

        @Override
        public void rest(Loaded module) {
          module.rested.incrementAndGet();
        }

        @Override
        public void unload(Loaded module) {
          module.unloaded.incrementAndGet();
        }
      };

  private final LifeCycle<Loaded> life =
      new LifeCycle<>(new ExtensionId("a"), hooks, TUNING, waiting::add, now::get);

  private void pass(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private void runLoads() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private Lease<Loaded> leased() {
    var entered = life.enter();
    runLoads();
    return entered.join();
  }

  private static GuestException.Code code(CompletionException e) {
    return assertInstanceOf(GuestException.class, e.getCause()).code();
  }

  private LifeStatus.State state() {
    life.checkInvariants();
    return life.status().state();
  }

  @Test
  void concurrentCallersShareOneLoad() {
    assertEquals(LifeStatus.State.ABSENT, state());
    var first = life.enter();
    var second = life.enter();
    var event = life.activate();
    assertEquals(LifeStatus.State.LOADING, state());
    assertEquals(1, waiting.size());
    runLoads();
    assertSame(first.join().module(), second.join().module());
    assertInstanceOf(Activation.Loaded.class, event.join());
    assertInstanceOf(Activation.Already.class, life.activate().join());
    assertEquals(1, made.size());
    assertEquals(2, life.status().users());
  }

  @Test
  void idleThenUnloadedThenLoadedAnew() {
    Lease<Loaded> lease = leased();
    pass(100);
    life.sweep();
    assertEquals(LifeStatus.State.READY, state(), "in use");
    lease.close();
    lease.close();
    assertEquals(0, life.status().users());
    pass(10);
    life.sweep();
    life.sweep();
    assertEquals(LifeStatus.State.IDLE, state());
    assertEquals(1, made.getFirst().rested.get());
    leased().close();
    assertEquals(LifeStatus.State.READY, state());
    assertEquals(1, made.size());
    pass(60);
    life.sweep();
    assertEquals(LifeStatus.State.UNLOADED, state());
    assertEquals(1, made.getFirst().unloaded.get());
    assertNotSame(made.getFirst(), leased().module());
  }

  @Test
  void aFailureIsTriedAgainAfterTheBackOffOnly() {
    failure = new GuestException(GuestException.Code.COMPILE_FAILED, "no");
    for (long wait : new long[] {1, 2, 4, 8, 8}) {
      var entered = life.enter();
      assertEquals(1, waiting.size());
      runLoads();
      assertEquals(
          GuestException.Code.COMPILE_FAILED,
          code(assertThrows(CompletionException.class, entered::join)));
      assertEquals(LifeStatus.State.FAILED, state());
      assertEquals("no", life.status().reason());
      pass(wait - 1);
      now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
      var refused = assertInstanceOf(Activation.Failed.class, life.activate().join());
      assertEquals("no", refused.reason());
      assertTrue(waiting.isEmpty(), "not tried again before " + wait + " s");
      now.addAndGet(1);
    }
    failure = null;
    leased().close();
    assertEquals(LifeStatus.State.READY, state());
    pass(60);
    life.sweep();
    failure = new GuestException(GuestException.Code.COMPILE_FAILED, "again");
    assertInstanceOf(Activation.Failed.class, activated());
    pass(1);
    failure = null;
    assertInstanceOf(Activation.Loaded.class, activated());
  }

  private Activation activated() {
    var activation = life.activate();
    runLoads();
    return activation.join();
  }

  @Test
  void repeatedOffendersRestLongerEachTime() {
    for (long rest : new long[] {30, 60, 100, 100}) {
      Lease<Loaded> running = leased();
      life.offend("slow");
      pass(6); // forgiven
      life.offend("slow");
      life.offend("slow");
      assertEquals(LifeStatus.State.READY, state());
      life.offend("too slow");
      assertEquals(LifeStatus.State.QUARANTINED, state());
      assertEquals(0, made.getLast().unloaded.get(), "a call still runs");
      var refused = assertInstanceOf(Activation.Quarantined.class, activated());
      assertTrue(refused.reason().contains("too slow"), refused.reason());
      running.close();
      assertEquals(1, made.getLast().unloaded.get());
      pass(rest - 1);
      assertInstanceOf(Activation.Quarantined.class, activated());
      pass(1);
    }
    assertInstanceOf(Activation.Loaded.class, activated());
  }

  @Test
  void oneThatTurnsOutToBeOfNoUseRestsLongerEachTime() {
    var why = new GuestException(GuestException.Code.COMPILE_FAILED, "no classes");
    for (long rest : new long[] {1, 2, 4, 8, 8}) {
      Lease<Loaded> running = leased();
      life.broke(new Loaded(), why);
      assertEquals(LifeStatus.State.READY, state(), "another module is meant");
      life.broke(made.getLast(), why);
      assertEquals(LifeStatus.State.FAILED, state());
      assertEquals(0, made.getLast().unloaded.get(), "a call still runs");
      assertInstanceOf(Activation.Failed.class, activated());
      running.close();
      assertEquals(1, made.getLast().unloaded.get());
      assertEquals(LifeStatus.State.FAILED, state());
      pass(rest);
      now.decrementAndGet();
      var refused = assertInstanceOf(Activation.Failed.class, activated());
      assertEquals("no classes", refused.reason());
      now.incrementAndGet();
    }
    assertInstanceOf(Activation.Loaded.class, activated());
  }

  @Test
  void whoWaitsForCodeThatFailedBeforeTheLoadEndedFindsItFailed() {
    var why = new GuestException(GuestException.Code.COMPILE_FAILED, "no classes");
    var waiting = life.ready(module -> CompletableFuture.failedFuture(why));
    runLoads();
    assertSame(why, assertThrows(CompletionException.class, waiting::join).getCause());
    assertEquals(LifeStatus.State.FAILED, state());
    assertEquals(1, made.getLast().unloaded.get());
    pass(1);
    var made = life.ready(module -> CompletableFuture.completedFuture("classes"));
    runLoads();
    assertNull(made.join());
    assertEquals(0, life.status().users());
  }

  @Test
  void aHeavyOffenceCountsForMore() {
    Lease<Loaded> running = leased();
    life.offend("large", 2);
    assertEquals(LifeStatus.State.READY, state());
    life.offend("slow");
    assertEquals(LifeStatus.State.QUARANTINED, state());
    running.close();
    pass(30);
    running = leased();
    life.offend("large", 2);
    pass(6); // forgiven
    life.offend("large", 2);
    assertEquals(LifeStatus.State.READY, state());
    life.offend("large", 2);
    assertEquals(LifeStatus.State.QUARANTINED, state());
    running.close();
  }

  @Test
  void aModuleThatIsUsedAllAlongComesBackAfterItsQuarantine() {
    Lease<Loaded> running = leased();
    for (int i = 0; i < 3; i++) {
      life.offend("slow");
    }
    assertInstanceOf(Activation.Quarantined.class, activated());
    pass(30);
    assertSame(running.module(), leased().module());
    assertEquals(LifeStatus.State.READY, state());
    assertEquals(2, life.status().users());
    assertEquals(0, running.module().unloaded.get());
  }

  @Test
  void removedWhileLoadingOrUsed() {
    var entered = life.enter();
    life.remove();
    runLoads();
    assertEquals(
        GuestException.Code.CLOSED, code(assertThrows(CompletionException.class, entered::join)));
    assertEquals(1, made.getFirst().unloaded.get());

    var other = new LifeCycle<>(new ExtensionId("b"), hooks, TUNING, Runnable::run, now::get);
    Lease<Loaded> lease = other.enter().join();
    other.remove();
    other.remove();
    assertEquals(0, lease.module().unloaded.get());
    lease.close();
    assertEquals(1, lease.module().unloaded.get());
    assertEquals(LifeStatus.State.REMOVED, other.status().state());
  }

  /** Real threads, all operations, against what must never be seen (L1 to L3). */
  @Test
  void nothingIsUnloadedUnderItsUsers() throws InterruptedException {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    Set<Loaded> all = ConcurrentHashMap.newKeySet();
    AtomicInteger loading = new AtomicInteger();
    List<String> wrong = new ArrayList<>();
    ExecutorService loads = Executors.newFixedThreadPool(3);
    var racing =
        new LifeCycle<>(
            new ExtensionId("r"),
            new LifeCycle.Hooks<Loaded>() {
              @Override
              public Loaded load() {
                if (loading.incrementAndGet() > 1) {
                  note(wrong, "two loads at a time");
                }
                Thread.onSpinWait();
                Loaded loaded = new Loaded();
                all.add(loaded);
                loading.decrementAndGet();
                return loaded;
              }

              @Override
              public void rest(Loaded module) {
                module.rested.incrementAndGet();
              }

              @Override
              public void unload(Loaded module) {
                if (module.users.get() > 0) {
                  note(wrong, "unloaded while used");
                }
                module.unloaded.incrementAndGet();
              }
            },
            TUNING,
            loads,
            now::get);
    int threads = 4;
    var done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      var random = new Random(seed + t);
      Thread.ofPlatform()
          .start(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  step(racing, random, wrong);
                }
                done.countDown();
              });
    }
    assertTrue(done.await(2, TimeUnit.MINUTES), "seed " + seed);
    racing.remove();
    loads.shutdown();
    assertTrue(loads.awaitTermination(1, TimeUnit.MINUTES));
    assertEquals(List.of(), wrong, "seed " + seed);
    assertTrue(all.size() > 10, "seed " + seed + ": " + all.size() + " loads");
    all.forEach(each -> assertEquals(1, each.unloaded.get(), "seed " + seed));
    assertEquals(0, racing.status().users());
  }

  private void step(LifeCycle<Loaded> racing, Random random, List<String> wrong) {
    switch (random.nextInt(8)) {
      case 0 -> racing.sweep();
      case 1 -> now.addAndGet(TimeUnit.SECONDS.toNanos(random.nextInt(40)));
      case 2 -> racing.offend("random");
      default -> {
        try (Lease<Loaded> lease = racing.enter().join()) {
          lease.module().users.incrementAndGet();
          if (lease.module().unloaded.get() > 0) {
            note(wrong, "leased after it was unloaded");
          }
          if (random.nextInt(20) == 0) {
            racing.broke(
                lease.module(), new GuestException(GuestException.Code.COMPILE_FAILED, "random"));
          }
          if (lease.module().unloaded.get() > 0) {
            note(wrong, "unloaded under a lease");
          }
          lease.module().users.decrementAndGet();
        } catch (CompletionException refused) {
          if (code(refused) != GuestException.Code.QUARANTINED
              && code(refused) != GuestException.Code.COMPILE_FAILED) {
            note(wrong, refused.toString());
          }
        }
      }
    }
    racing.checkInvariants();
  }

  private static void note(List<String> wrong, String what) {
    synchronized (wrong) {
      wrong.add(what);
    }
  }

  @Test
  void eventsLoadWhatWaitsForThem() {
    var registry = new ExtensionRegistry();
    var java = manifest("java-checks", "onLanguage:java");
    var any = manifest("spelling", "onLanguage:*");
    var maven = manifest("maven", "workspaceContains:**/pom.xml");
    LifeCycle<Loaded> javaLife = life("java-checks");
    registry.register(java, javaLife);
    registry.register(any, life("spelling"));
    registry.register(maven, life("maven"));
    Duration deadline = Duration.ofMinutes(1);

    var python = registry.fire(new Event.LanguageUsed("python"), deadline);
    runLoads();
    assertEquals(Map.of(new ExtensionId("spelling"), new Activation.Loaded()), python.join());
    var both = registry.fire(new Event.LanguageUsed("java"), deadline);
    runLoads();
    assertEquals(
        Map.of(
            new ExtensionId("spelling"), new Activation.Already(),
            new ExtensionId("java-checks"), new Activation.Loaded()),
        both.join());
    List<String> asked = new ArrayList<>();
    var workspace =
        registry.fire(
            new Event.WorkspaceOpened(
                glob -> {
                  asked.add(glob);
                  return true;
                }),
            deadline);
    assertEquals(List.of("**/pom.xml"), asked);
    runLoads();
    assertEquals(Map.of(new ExtensionId("maven"), new Activation.Loaded()), workspace.join());

    // Replaced while it is used: who has the old one keeps it.
    Lease<Loaded> old = javaLife.enter().join();
    registry.register(java, life("java-checks"));
    assertEquals(0, old.module().unloaded.get());
    old.close();
    assertEquals(1, old.module().unloaded.get());
    assertTrue(registry.remove(java.id()));
    assertEquals(Map.of(), without(registry.fire(new Event.LanguageUsed("java"), deadline).join()));
    registry.close();
    assertEquals(List.of(), registry.all());
    made.forEach(each -> assertEquals(1, each.unloaded.get()));
  }

  private static Map<ExtensionId, Activation> without(Map<ExtensionId, Activation> outcomes) {
    var others = new HashMap<>(outcomes);
    others.remove(new ExtensionId("spelling"));
    return others;
  }

  @Test
  void aSlowLoadDoesNotHoldItsEvent() {
    var registry = new ExtensionRegistry();
    registry.register(manifest("slow", "onStartup"), life("slow"));
    var outcome = registry.fire(new Event.Started(), Duration.ofMillis(1)).join();
    assertEquals(Map.of(new ExtensionId("slow"), new Activation.Pending()), outcome);
    runLoads();
    var again = registry.fire(new Event.Started(), Duration.ofMinutes(1)).join();
    assertEquals(Map.of(new ExtensionId("slow"), new Activation.Already()), again);
  }

  @Test
  void criticalExtensionsLoadAtTheStartAndStay() {
    var registry = new ExtensionRegistry();
    Manifest critical =
        new Manifest(
            new ExtensionId("core"),
            "1",
            ExtensionKind.ANALYSIS,
            "a.wasm",
            List.of(),
            List.of(),
            List.of(),
            LoadPriority.CRITICAL,
            Set.of(),
            Set.of(),
            Optional.empty());
    registry.register(critical, life("core"));
    assertEquals(List.of("core is ABSENT"), registry.missing());
    var outcome = registry.fire(new Event.Started(), Duration.ofMinutes(1));
    assertEquals(List.of("core is LOADING"), registry.missing());
    runLoads();
    assertEquals(Map.of(critical.id(), new Activation.Loaded()), outcome.join());
    pass(1_000);
    registry.sweep();
    assertEquals(List.of(), registry.missing());
  }

  private LifeCycle<Loaded> life(String id) {
    return new LifeCycle<>(new ExtensionId(id), hooks, TUNING, waiting::add, now::get);
  }

  private static Manifest manifest(String id, String event) {
    try {
      return new Manifest(
          new ExtensionId(id),
          "1.0.0",
          ExtensionKind.ANALYSIS,
          "plugin.wasm",
          List.of(),
          List.of(),
          List.of(Trigger.parse(event)),
          LoadPriority.NORMAL,
          Set.of(),
          Set.of(),
          Optional.empty());
    } catch (ManifestException e) {
      throw new AssertionError(e);
    }
  }
}
