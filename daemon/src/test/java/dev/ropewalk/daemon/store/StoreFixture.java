package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What tests of the store share: small bounds, a clock to set, results to put. */
final class StoreFixture {
  static final StoreTuning TINY =
      new StoreTuning(
          3,
          32,
          1 << 10,
          2 << 10,
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofSeconds(20));

  /** Time that stands still until it is moved. */
  static final class TestClock implements InstantSource {
    private volatile Instant now = Instant.now();

    void forward(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private StoreFixture() {}

  static StoreSettings settings(long maxBytes) {
    return new StoreSettings(
        true,
        maxBytes,
        Duration.ofDays(30),
        1 << 20,
        1 << 20,
        1_000,
        Duration.ofMinutes(1),
        Duration.ofDays(1));
  }

  static DiskStore store(Path root, InstantSource clock) {
    return new DiskStore(root, settings(1L << 30), TINY, clock);
  }

  static Recipe recipe(String query, int argument) {
    return new Recipe(query, "file:///work/" + argument + ".java", "1");
  }

  static Trace trace(int seen, byte[] value) {
    return new Trace(
        List.of(
            new Read(true, "file", "file:///work/a.java", fingerprint(seen)),
            new Read(false, "outline", "file:///work/b.java", Fingerprint.ABSENT)),
        Fingerprint.of(value));
  }

  static Fingerprint fingerprint(int of) {
    return Fingerprint.of(("fact " + of).getBytes(StandardCharsets.UTF_8));
  }

  /** A value of some length that is told by a number. */
  static byte[] value(int number, int length) {
    byte[] value = new byte[Math.max(1, length)];
    new Random(number).nextBytes(value);
    return value;
  }

  /** The files of a directory with this ending, sorted. */
  static List<Path> files(Path root, String ending) {
    var found = new ArrayList<Path>();
    if (!Files.exists(root)) {
      return found;
    }
    try (var all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .forEach(found::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return found;
  }

  /** The one file with this ending. */
  static Path file(Path root, String ending) {
    List<Path> files = files(root, ending);
    if (files.size() != 1) {
      throw new AssertionError("one " + ending + " was expected: " + files);
    }
    return files.getFirst();
  }
}
