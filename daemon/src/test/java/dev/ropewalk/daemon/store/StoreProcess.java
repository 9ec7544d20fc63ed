package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What the children of tests about processes run. */
public final class StoreProcess {
  private static final int ARGUMENTS = 12;
  private static final int OPERATIONS = 3_000;

  private StoreProcess() {}

  /** Starts this class in a process of its own; its output goes to a file. */
  static Process start(Path output, List<String> before, String... arguments) throws IOException {
    var command = new ArrayList<String>(before);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(output.toString()))
        .start();
  }

  /** Runs one of the parts; exits with 1 and a line for each wrong answer. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[1]);
    boolean right =
        switch (arguments[0]) {
          case "share" -> share(root, new Random(Long.parseLong(arguments[2])));
          case "fill" -> fill(root);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.exit(right ? 0 : 1);
  }

  /**
   * The value of a trace is a function of recipe and trace, so any process can check any answer.
   */
  private static byte[] valueOf(int argument, int seen) {
    return StoreFixture.value(argument * 31 + seen, 1 + (argument * 7 + seen * 13) % 90);
  }

  private static boolean share(Path root, Random random) throws IOException {
    boolean right = true;
    long found = 0;
    var settings = StoreFixture.settings(60_000);
    try (var store = new DiskStore(root, settings, StoreFixture.TINY, InstantSource.system())) {
      for (int i = 0; i < OPERATIONS; i++) {
        int argument = random.nextInt(ARGUMENTS);
        Recipe recipe = StoreFixture.recipe("outline", argument);
        int seen = random.nextInt(5);
        byte[] value = valueOf(argument, seen);
        switch (random.nextInt(16)) {
          case 0 -> store.forget(recipe);
          case 1 -> store.collect();
          case 2, 3, 4, 5, 6, 7 -> store.put(recipe, StoreFixture.trace(seen, value), value);
          case 8 ->
              new StoreMaintenance(root)
                  .clear(Optional.of("outline"), java.util.Set.of(recipe.argument()));
          default -> {
            for (Trace trace : store.records(recipe)) {
              Optional<byte[]> answer = store.value(recipe, trace.result());
              found += answer.isPresent() ? 1 : 0;
              right &= isOneOfThose(argument, trace, answer);
            }
          }
        }
      }
      store.flush();
      var kind = store.statistics().byKind().get("outline");
      long bad = kind.records().corrupt() + kind.values().corrupt();
      System.out.println("found " + found + ", " + kind + ", " + store.statistics().dropped());
      return right && bad == 0 && found > 0 && store.health().state() == StoreHealth.State.WRITING;
    }
  }

  private static boolean isOneOfThose(int argument, Trace trace, Optional<byte[]> answer) {
    for (int seen = 0; seen < 5; seen++) {
      byte[] value = valueOf(argument, seen);
      if (trace.equals(StoreFixture.trace(seen, value))) {
        return answer.isEmpty() || Arrays.equals(answer.get(), value);
      }
    }
    System.out.println("nobody put " + trace);
    return false;
  }

  /** Fills a disk that is too small, then makes room. */
  private static boolean fill(Path root) throws IOException {
    var clock = new StoreFixture.TestClock();
    StoreSettings settings = StoreFixture.settings(1L << 30);
    Path ballast = root.resolveSibling("ballast");
    Files.write(ballast, new byte[200 << 10]);
    try (var store = new DiskStore(root, settings, StoreFixture.TINY, clock)) {
      int count = 0;
      while (store.health().state() == StoreHealth.State.WRITING && count < 500) {
        byte[] value = StoreFixture.value(count, 20_000);
        store.put(StoreFixture.recipe("outline", count), StoreFixture.trace(count, value), value);
        store.flush();
        count++;
      }
      System.out.println("after " + count + ": " + store.health());
      boolean full =
          store.health().state() == StoreHealth.State.MEMORY_ONLY
              && !store.health().reason().contains(root.toString());
      boolean sound = new StoreMaintenance(root).verify(false).damaged().isEmpty();
      long temporary = new StoreMaintenance(root).contents().temporary().files();
      boolean readable = !store.records(StoreFixture.recipe("outline", 0)).isEmpty();

      Files.delete(ballast);
      clock.forward(settings.retryAfter().plusSeconds(1));
      byte[] value = StoreFixture.value(-1, 20_000);
      Recipe last = StoreFixture.recipe("outline", -1);
      store.put(last, StoreFixture.trace(-1, value), value);
      store.flush();
      System.out.println(
          "full "
              + full
              + ", sound "
              + sound
              + ", temporary "
              + temporary
              + ", then "
              + store.health());
      return full
          && sound
          && temporary == 0
          && readable
          && store.health().state() == StoreHealth.State.WRITING
          && store.value(last, StoreFixture.trace(-1, value).result()).isPresent();
    }
  }
}
