package dev.ropewalk.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.daemon.testing.ManualScheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DebounceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void runs_once_when_things_have_been_quiet() {
    try (Debounce debounce = new Debounce(scheduler, SECOND, runs::incrementAndGet)) {
      for (int i = 0; i < 5; i++) {
        debounce.touch();
        scheduler.advance(SECOND.dividedBy(2));
      }
      assertEquals(0, runs.get());
      scheduler.advance(SECOND.dividedBy(2));
      assertEquals(1, runs.get());
      scheduler.advance(SECOND.multipliedBy(10));
      assertEquals(1, runs.get());
    }
  }

  @Test
  void a_closed_debounce_never_runs_again() {
    Debounce debounce = new Debounce(scheduler, SECOND, runs::incrementAndGet);
    debounce.touch();
    debounce.close();
    debounce.touch();
    scheduler.advance(SECOND.multipliedBy(10));
    assertEquals(0, runs.get());
    assertEquals(0, scheduler.size());
  }

  @Test
  void the_real_timer_runs_tasks_on_its_workers() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(2);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor();
        TimerScheduler timer = new TimerScheduler(workers)) {
      timer.after(
          Duration.ofMillis(1),
          () -> {
            ran.countDown();
            throw new IllegalStateException("a failing task does not stop the timer");
          });
      timer.after(Duration.ofMillis(2), ran::countDown);
      timer.after(Duration.ofMillis(1), ran::countDown).cancel();
      ran.await();
    }
  }
}
