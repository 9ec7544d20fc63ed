package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import dev.ropewalk.daemon.store.StoreStatistics.Eviction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what they should be: a counted miss, and gone. */
class StoreDamageTest {
  private static final byte[] SMALL = StoreFixture.value(1, 20);
  private static final byte[] LARGE = StoreFixture.value(2, 100);
  private static final Recipe ONE = StoreFixture.recipe("outline", 1);
  private static final Recipe TWO = StoreFixture.recipe("outline", 2);

  @TempDir private Path root;
  private DiskStore store;

  @BeforeEach
  void open() {
    store = StoreFixture.store(root, new StoreFixture.TestClock());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(Recipe recipe, byte[] value) {
    store.put(recipe, StoreFixture.trace(7, value), value);
    store.flush();
  }

  private long corruptRecords() {
    return store.statistics().byKind().get("outline").records().corrupt();
  }

  private long corruptValues() {
    return store.statistics().byKind().get("outline").values().corrupt();
  }

  /** The record of ONE is this; it must be a miss that is counted, and the file must go. */
  private void assertRecordIsMissed(Path file, byte[] damaged) throws IOException {
    Files.write(file, damaged);
    long before = corruptRecords();
    long evicted = store.statistics().evictions().get(Eviction.DAMAGED);
    assertEquals(List.of(), store.records(ONE));
    assertEquals(before + 1, corruptRecords());
    assertEquals(evicted + 1, store.statistics().evictions().get(Eviction.DAMAGED));
    assertFalse(Files.exists(file));
  }

  private void assertValueIsMissed(Path file, byte[] damaged) throws IOException {
    Files.write(file, damaged);
    long before = corruptValues();
    assertEquals(Optional.empty(), store.value(ONE, StoreFixture.trace(7, LARGE).result()));
    assertEquals(before + 1, corruptValues());
    assertFalse(Files.exists(file));
  }

  @Test
  void any_byte_of_a_record_that_differs_makes_it_a_miss() throws IOException {
    put(ONE, SMALL);
    Path file = StoreFixture.file(root, ".record");
    byte[] sound = Files.readAllBytes(file);
    assertEquals(1, store.records(ONE).size());
    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << (i % 8));
      assertRecordIsMissed(file, damaged);
      // Nor does the value come out of it.
      Files.write(file, damaged);
      var fresh = StoreFixture.store(root, new StoreFixture.TestClock());
      assertTrue(fresh.value(ONE, StoreFixture.trace(7, SMALL).result()).isEmpty());
      fresh.close();
    }
    Files.write(file, sound);
    assertEquals(List.of(StoreFixture.trace(7, SMALL)), store.records(ONE));
  }

  @Test
  void a_record_that_is_cut_off_anywhere_or_too_long_is_a_miss() throws IOException {
    put(ONE, SMALL);
    Path file = StoreFixture.file(root, ".record");
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length++) {
      assertRecordIsMissed(file, Arrays.copyOf(sound, length));
    }
    assertRecordIsMissed(file, Arrays.copyOf(sound, sound.length + 1));
  }

  @Test
  void any_byte_of_a_blob_that_differs_makes_it_a_miss() throws IOException {
    put(ONE, LARGE);
    Path file = StoreFixture.file(root, ".blob");
    byte[] sound = Files.readAllBytes(file);
    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << (i % 8));
      assertValueIsMissed(file, damaged);
    }
    for (int length = 0; length < sound.length; length++) {
      assertValueIsMissed(file, Arrays.copyOf(sound, length));
    }
    assertValueIsMissed(file, Arrays.copyOf(sound, sound.length + 1));
    Files.write(file, sound);
    assertArrayEquals(LARGE, store.value(ONE, StoreFixture.trace(7, LARGE).result()).orElseThrow());
  }

  @Test
  void what_was_lost_is_written_again() throws IOException {
    put(ONE, LARGE);
    Path blob = StoreFixture.file(root, ".blob");
    Files.write(blob, new byte[] {1});
    assertTrue(store.value(ONE, StoreFixture.trace(7, LARGE).result()).isEmpty());
    put(ONE, LARGE);
    assertArrayEquals(LARGE, store.value(ONE, StoreFixture.trace(7, LARGE).result()).orElseThrow());
  }

  @Test
  void the_record_of_another_recipe_is_a_miss() throws IOException {
    put(ONE, SMALL);
    Path first = StoreFixture.file(root, ".record");
    byte[] ofFirst = Files.readAllBytes(first);
    Files.delete(first);
    put(TWO, LARGE);
    Path second = StoreFixture.file(root, ".record");
    byte[] ofSecond = Files.readAllBytes(second);
    Files.write(second, ofFirst);
    assertRecordIsMissed(first, ofSecond);
    assertEquals(List.of(), store.records(TWO));
    assertEquals(2, corruptRecords());
  }

  @Test
  void equal_arguments_of_other_queries_and_versions_are_apart() {
    put(ONE, SMALL);
    var otherQuery = new Recipe("folds", ONE.argument(), ONE.version());
    var otherVersion = new Recipe(ONE.query(), ONE.argument(), "2");
    // Strings that would be equal when they were only written one after the other.
    var shifted =
        new Recipe(ONE.query() + ONE.argument().charAt(0), ONE.argument().substring(1), "1");
    for (Recipe other : List.of(otherQuery, otherVersion, shifted, TWO)) {
      assertEquals(List.of(), store.records(other));
    }
    assertEquals(1, store.records(ONE).size());
    assertEquals(0, corruptRecords());
  }

  @Test
  void another_blob_under_this_name_is_a_miss() throws IOException {
    put(ONE, LARGE);
    Path file = StoreFixture.file(root, ".blob");
    assertValueIsMissed(file, StoreFormat.blob(StoreFixture.value(3, 100)));
  }

  @Test
  void an_older_format_is_a_miss() throws IOException {
    put(ONE, SMALL);
    Path file = StoreFixture.file(root, ".record");
    byte[] older = Files.readAllBytes(file);
    older[StoreFormat.HEAD_BYTES - 1] = (byte) (StoreFormat.NUMBER - 1);
    assertRecordIsMissed(file, older);
  }

  @Test
  void a_value_in_a_sound_record_that_is_not_its_traces_is_a_miss() throws IOException {
    put(ONE, SMALL);
    Path file = StoreFixture.file(root, ".record");
    Trace trace = StoreFixture.trace(7, SMALL);
    byte[] lie =
        StoreFormat.encode(
                new StoreFormat.StoredRecord(
                    ONE,
                    List.of(new StoreFormat.Stored(trace, Optional.of(StoreFixture.value(5, 20))))))
            .orElseThrow();
    Files.write(file, lie);
    assertEquals(1, new StoreMaintenance(root).verify(false).damaged().size());
    assertTrue(store.value(ONE, trace.result()).isEmpty());
    assertEquals(1, corruptValues());
    assertRecordIsMissed(file, lie);
  }

  @Test
  void a_result_that_is_not_its_fingerprints_is_not_written() {
    store.put(ONE, StoreFixture.trace(7, SMALL), LARGE);
    store.flush();
    assertEquals(List.of(), store.records(ONE));
    assertEquals(1, store.statistics().dropped().get(StoreStatistics.Drop.UNFIT));
  }

  @Test
  void strings_that_are_no_text_are_not_mixed_up() {
    var broken = new Recipe("outline", "file:///\ud800", "1");
    var question = new Recipe("outline", "file:///?", "1");
    put(broken, SMALL);
    put(question, LARGE);
    assertEquals(List.of(), store.records(broken));
    assertEquals(1, store.records(question).size());
    assertEquals(1, store.statistics().dropped().get(StoreStatistics.Drop.UNFIT));
  }

  @Test
  void a_directory_in_the_place_of_a_file_is_a_counted_failure() throws IOException {
    put(ONE, SMALL);
    Path file = StoreFixture.file(root, ".record");
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(List.of(), store.records(ONE));
    assertEquals(1, store.statistics().byKind().get("outline").records().ioFailures());
  }
}
