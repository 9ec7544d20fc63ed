package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a store that is open. */
class StoreMaintenanceTest {
  private static final byte[] SMALL = StoreFixture.value(1, 20);
  private static final byte[] LARGE = StoreFixture.value(2, 5000);
  private static final Recipe READS_X = new Recipe("folds", "file:///b", "1");
  private static final Recipe IS_X = new Recipe("outline", "file:///x", "1");
  private static final Recipe OTHER = new Recipe("outline", "file:///xy", "1");

  @TempDir private Path root;
  private DiskStore store;
  private StoreMaintenance maintenance;

  @BeforeEach
  void fill() {
    store = StoreFixture.store(root, new StoreFixture.TestClock());
    maintenance = new StoreMaintenance(root);
    put(READS_X, "/x", LARGE);
    put(IS_X, "file:///z", SMALL);
    put(OTHER, "file:///z", SMALL);
    store.flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(Recipe recipe, String read, byte[] value) {
    store.put(
        recipe,
        new Trace(
            List.of(new Read(true, "file", read, StoreFixture.fingerprint(1))),
            Fingerprint.of(value)),
        value);
  }

  private boolean has(Recipe recipe) {
    return !store.records(recipe).isEmpty();
  }

  @Test
  void contents_are_told_by_query() throws IOException {
    var contents = maintenance.contents();
    assertEquals(Set.of("folds", "outline"), contents.byKind().keySet());
    assertEquals(
        new StoreMaintenance.Usage(
            new StoreMaintenance.Files(1, 4096), new StoreMaintenance.Files(1, 8192)),
        contents.byKind().get("folds"));
    assertEquals(2, contents.byKind().get("outline").records().files());
  }

  @Test
  void a_file_is_found_in_arguments_and_in_reads() throws IOException {
    var removed = maintenance.clear(Optional.empty(), Set.of("/x", "file:///x"));
    assertEquals(new StoreMaintenance.Files(3, 4096 + 8192 + 4096), removed);
    assertFalse(has(READS_X));
    assertFalse(has(IS_X));
    assertTrue(has(OTHER));
    assertEquals(List.of(), StoreFixture.files(root, ".blob"));
  }

  @Test
  void a_query_and_a_file_are_both_to_fit() throws IOException {
    assertEquals(1, maintenance.clear(Optional.of("outline"), Set.of("/x", "file:///x")).files());
    assertTrue(has(READS_X));
    assertFalse(has(IS_X));
  }

  @Test
  void results_of_one_query_are_cleared_and_then_all() throws IOException {
    assertEquals(2, maintenance.clear(Optional.of("outline")).files());
    assertTrue(has(READS_X));
    assertFalse(has(OTHER));
    assertEquals(2, maintenance.clear(Optional.empty()).files());
    assertFalse(has(READS_X));
    assertEquals(0, maintenance.clear(Optional.empty()).files());
  }

  @Test
  void damage_is_found_and_removed_when_asked() throws IOException {
    assertEquals(4, maintenance.verify(false).checked().files());
    assertEquals(List.of(), maintenance.verify(false).damaged());
    Path blob = StoreFixture.file(root, ".blob");
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length - 1] ^= 1;
    Files.write(blob, bytes);
    List<Path> records = StoreFixture.files(root.resolve("v1").resolve("outline"), ".record");
    Files.copy(records.get(0), records.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    var found = maintenance.verify(false);
    assertEquals(2, found.damaged().size());
    assertEquals(0, found.removed());
    assertEquals(2, maintenance.verify(true).removed());
    assertEquals(List.of(), maintenance.verify(false).damaged());
    assertFalse(Files.exists(blob));
    assertTrue(Files.exists(records.get(0)));
  }

  @Test
  void a_directory_that_is_not_there_is_empty() throws IOException {
    var nothing = new StoreMaintenance(root.resolve("absent"));
    assertEquals(0, nothing.contents().byKind().size());
    assertEquals(0, nothing.verify(true).checked().files());
    assertEquals(0, nothing.clear(Optional.empty()).files());
  }
}
