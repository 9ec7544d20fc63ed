package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import dev.ropewalk.daemon.store.StoreFormat.Stored;
import dev.ropewalk.daemon.store.StoreFormat.StoredRecord;
import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parser of records is total, and what it accepts is what was written. */
class StoreFormatFuzzTest {
  private static final int BODY = StoreFormat.HEAD_BYTES + Fingerprint.BYTES;

  private static String string(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(random.nextInt(5) == 0 ? 0x1f600 : random.nextInt(0x800));
    }
    return text.toString();
  }

  private static StoredRecord record(Random random) {
    var traces = new ArrayList<Stored>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var reads = new ArrayList<Read>();
      for (int j = random.nextInt(4); j > 0; j--) {
        reads.add(
            new Read(
                random.nextBoolean(),
                string(random),
                string(random),
                StoreFixture.fingerprint(random.nextInt())));
      }
      byte[] value = StoreFixture.value(random.nextInt(), random.nextInt(50));
      traces.add(
          new Stored(
              new Trace(reads, Fingerprint.of(value)),
              random.nextBoolean() ? Optional.of(value) : Optional.empty()));
    }
    return new StoredRecord(
        new Recipe(string(random), string(random), string(random)), List.copyOf(traces));
  }

  private static void assertSame(StoredRecord expected, StoredRecord found) {
    assertEquals(expected.recipe(), found.recipe());
    assertEquals(
        expected.traces().stream().map(Stored::trace).toList(),
        found.traces().stream().map(Stored::trace).toList());
    for (int i = 0; i < expected.traces().size(); i++) {
      assertArrayEquals(
          expected.traces().get(i).value().orElse(null),
          found.traces().get(i).value().orElse(null));
    }
  }

  @Test
  void what_was_written_is_read() {
    Randomized.rounds(
        random -> {
          StoredRecord record = record(random);
          byte[] file = StoreFormat.encode(record).orElseThrow();
          assertSame(record, StoreFormat.record(file).found().orElseThrow());
          // Written anew it is the same bytes.
          assertArrayEquals(
              file,
              StoreFormat.encode(StoreFormat.record(file).found().orElseThrow()).orElseThrow());
        });
  }

  @Test
  void any_bytes_behind_a_sound_checksum_are_read_or_refused() {
    Randomized.rounds(
        random -> {
          byte[] file = StoreFormat.encode(record(random)).orElseThrow();
          byte[] mutated = mutate(random, file);
          if (mutated.length > BODY) {
            byte[] body = Arrays.copyOfRange(mutated, BODY, mutated.length);
            System.arraycopy(
                Fingerprint.of(body).toBytes(),
                0,
                mutated,
                StoreFormat.HEAD_BYTES,
                Fingerprint.BYTES);
          }
          switch (StoreFormat.record(mutated)) {
            case Lookup.Hit<StoredRecord>(StoredRecord found) ->
                // The encoding is canonical: nothing else than this record has these bytes.
                assertArrayEquals(mutated, StoreFormat.encode(found).orElseThrow());
            case Lookup.Corrupt<StoredRecord>(String why) -> assertTrue(!why.isEmpty());
            case Lookup.Miss<StoredRecord> miss -> throw new AssertionError("a miss");
            case Lookup.IoFailure<StoredRecord> failure -> throw new AssertionError("no disk");
          }
        });
  }

  private static byte[] mutate(Random random, byte[] file) {
    byte[] bytes = file.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      case 1 -> {
        for (int i = random.nextInt(5); i >= 0 && bytes.length > BODY; i--) {
          bytes[BODY + random.nextInt(bytes.length - BODY)] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        byte[] noise = new byte[BODY + random.nextInt(100)];
        random.nextBytes(noise);
        System.arraycopy(bytes, 0, noise, 0, StoreFormat.HEAD_BYTES);
        bytes = noise;
      }
      default -> {
        int at = BODY + random.nextInt(bytes.length - BODY - 4);
        Arrays.fill(bytes, at, at + 4, (byte) (random.nextBoolean() ? 0x7f : 0xff));
      }
    }
    return bytes;
  }

  @Test
  void the_bytes_of_this_format_do_not_change_by_mistake() {
    var record =
        new StoredRecord(
            new Recipe("q", "a", "v"),
            List.of(
                new Stored(
                    new Trace(
                        List.of(new Read(true, "file", "f", Fingerprint.ABSENT)),
                        Fingerprint.of(new byte[] {1})),
                    Optional.of(new byte[] {1}))));
    byte[] file = StoreFormat.encode(record).orElseThrow();
    assertEquals("526f7065776b7201", HexFormat.of().formatHex(file, 0, StoreFormat.HEAD_BYTES));
    assertEquals(
        "558d24bb8314c354b3bc68887e7b9a1bedb708035e5a89714d3926cce1e530eb",
        Fingerprint.of(file).toString(),
        "a change of the format needs another StoreFormat.NUMBER");
    assertEquals(
        "95791915a085ccd2286a4188de23361858f29c7484ca8b23b7f6996aa5cf7df4",
        StoreFormat.name(record.recipe()).orElseThrow());
  }

  @Test
  void different_recipes_have_different_names() {
    assertNotEquals(
        StoreFormat.name(new Recipe("ab", "c", "1")), StoreFormat.name(new Recipe("a", "bc", "1")));
    assertNotEquals(
        StoreFormat.name(new Recipe("a", "b", "1")), StoreFormat.name(new Recipe("b", "a", "1")));
  }
}
