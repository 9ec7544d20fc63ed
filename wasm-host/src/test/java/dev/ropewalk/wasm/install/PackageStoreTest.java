package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageStoreTest {
  private static final String NAME = "@scope/tree-sitter-x";
  private static final InstalledPackage.Origin NPM = InstalledPackage.Origin.NPM;

  @TempDir Path folder;
  private final InstallCounters counters = new InstallCounters();

  private PackageStore store() {
    return new PackageStore(
        folder.resolve("data/packages"),
        folder.resolve("config/ropewalk.lock.json"),
        Fixtures.LIMITS,
        InstantSource.system(),
        counters);
  }

  private InstalledPackage add(String name, String version, Map<String, String> files)
      throws IOException, Refusal {
    try (Staging staging = store().stage()) {
      for (var file : files.entrySet()) {
        Path path = staging.files().resolve(file.getKey());
        PrivateFiles.createFolders(path.getParent());
        try (var out = PrivateFiles.write(path)) {
          out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return store()
          .commit(
              staging,
              name,
              version,
              NPM,
              Tarballs.sha512(version.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Every folder of the store, without the files. */
  private List<String> folders() throws IOException {
    var found = new ArrayList<String>();
    if (!Files.isDirectory(folder.resolve("data/packages"))) {
      return found; // nothing was ever added
    }
    try (var names = Files.list(folder.resolve("data/packages"))) {
      for (Path name : names.toList()) {
        try (var versions = Files.list(name)) {
          versions.forEach(v -> found.add(name.getFileName() + "/" + v.getFileName()));
        }
      }
    }
    return found;
  }

  @Test
  void a_package_is_kept_privately_and_listed() throws Exception {
    InstalledPackage added = add(NAME, "1.0.0", Map.of("a.wasm", "w", "queries/h.scm", "q"));
    assertEquals(List.of(added), Fixtures.done(store().list()));
    assertTrue(added.present());
    assertTrue(added.folder().startsWith(folder.resolve("data/packages/@scope+tree-sitter-x")));
    assertTrue(added.folder().getFileName().toString().startsWith("1.0.0-"));
    var mode = PosixFilePermissions.fromString("rwx------");
    for (Path each = added.folder(); !each.equals(folder); each = each.getParent()) {
      assertEquals(mode, Files.getPosixFilePermissions(each), each.toString());
    }
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(store().lockFile()));
    assertArrayEquals(new byte[] {'w'}, Fixtures.done(store().openVerified(added, "a.wasm")));
    assertEquals(1, folders().size(), "no staging folder is left");
  }

  @Test
  void another_version_replaces_the_first_and_its_files() throws Exception {
    add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    InstalledPackage second = add(NAME, "2.0.0", Map.of("a.wasm", "2"));
    assertEquals(List.of(second), Fixtures.done(store().list()));
    assertEquals(1, folders().size());
  }

  @Test
  void a_removed_package_leaves_nothing() throws Exception {
    InstalledPackage added = add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    assertEquals(added, Fixtures.done(store().remove(NAME)));
    assertEquals(List.of(), Fixtures.done(store().list()));
    assertEquals(List.of(), folders());
    String message = Fixtures.failed(ProblemCode.NOT_INSTALLED, store().remove(NAME));
    assertTrue(message.contains("none is"), message);
    add("other", "1.0.0", Map.of());
    assertTrue(
        Fixtures.failed(ProblemCode.NOT_INSTALLED, store().remove("../data")).contains("other"));
  }

  @Test
  void a_damaged_file_is_never_given_out() throws Exception {
    InstalledPackage added = add(NAME, "1.0.0", Map.of("a.wasm", "good"));
    Path file = added.folder().resolve("a.wasm");
    Files.writeString(file, "evil");
    String message =
        Fixtures.failed(ProblemCode.FILE_CORRUPT, store().openVerified(added, "a.wasm"));
    assertTrue(message.contains("npm:" + NAME + "@1.0.0"), message);
    Files.writeString(file, "x".repeat(4_000_001));
    Fixtures.failed(ProblemCode.FILE_CORRUPT, store().openVerified(added, "a.wasm"));
    Files.delete(file);
    Fixtures.failed(ProblemCode.FILE_CORRUPT, store().openVerified(added, "a.wasm"));
    Fixtures.failed(ProblemCode.FILE_CORRUPT, store().openVerified(added, "../../x"));
    assertEquals(4, counters.snapshot().corruptReads());

    InstalledPackage again = add(NAME, "1.0.0", Map.of("a.wasm", "good"));
    Fixtures.done(store().openVerified(again, "a.wasm"));
    assertEquals(1, counters.snapshot().verifiedReads());
  }

  @Test
  void a_pin_of_another_process_holds_until_the_commit() throws Exception {
    add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    try (Staging staging = store().stage()) {
      Files.writeString(staging.files().resolve("a.wasm"), "2");
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () -> store().commit(staging, NAME, "1.0.0", NPM, Tarballs.sha512(new byte[] {1})));
      assertEquals(ProblemCode.INTEGRITY_MISMATCH, refusal.code());
    }
    InstalledPackage kept = Fixtures.done(store().list()).getFirst();
    assertArrayEquals(new byte[] {'1'}, Fixtures.done(store().openVerified(kept, "a.wasm")));
  }

  @Test
  void a_lock_file_from_another_machine_lists_absent_packages_and_pins_them() throws Exception {
    InstalledPackage added = add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    PrivateFiles.deleteTree(folder.resolve("data"));
    assertFalse(Fixtures.done(store().list()).getFirst().present());
    assertEquals(added.integrity(), store().pin(NAME, "1.0.0"));
    assertEquals("", store().pin(NAME, "1.0.1"));
    assertEquals("", store().pin("other", "1.0.0"));
  }

  @Test
  void what_a_crash_left_behind_is_cleared_away_later() throws Exception {
    add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    Path root = folder.resolve("data/packages");
    Path old = Files.createDirectories(root.resolve(".staging-old/package"));
    Files.writeString(old.resolve("f"), "x");
    Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.now().minusSeconds(2 * 3600)));
    Path running = Files.createDirectories(root.resolve(".staging-running"));
    Path unlisted = Files.createDirectories(root.resolve("@scope+tree-sitter-x/0.9.0-x"));
    add(NAME, "2.0.0", Map.of("a.wasm", "2"));
    assertFalse(Files.exists(old.getParent()));
    assertTrue(Files.exists(running));
    assertFalse(Files.exists(unlisted));
  }

  @Test
  void a_failure_to_write_the_lock_file_changes_nothing_that_is_listed() throws Exception {
    InstalledPackage first = add(NAME, "1.0.0", Map.of("a.wasm", "1"));
    Path blocked = folder.resolve("config/.ropewalk.lock.json.new");
    Files.createDirectories(blocked.resolve("x"));
    assertThrows(IOException.class, () -> add(NAME, "2.0.0", Map.of("a.wasm", "2")));
    assertEquals(List.of(first), Fixtures.done(store().list()));
    Fixtures.done(store().openVerified(first, "a.wasm"));
  }

  @Test
  void any_series_of_changes_agrees_with_a_map() throws Exception {
    Random random = Fixtures.random("PackageStoreTest");
    var expected = new TreeMap<String, String>();
    for (int step = 0; step < Fixtures.rounds(60); step++) {
      String name = "p" + random.nextInt(4);
      if (random.nextInt(3) == 0) {
        boolean known = expected.remove(name) != null;
        assertEquals(known, store().remove(name) instanceof Outcome.Done<?>);
      } else {
        String version = "1.0." + random.nextInt(3);
        add(name, version, Map.of("a.wasm", version));
        expected.put(name, version);
      }
      var actual = new TreeMap<String, String>();
      for (InstalledPackage installed : Fixtures.done(store().list())) {
        actual.put(installed.name(), installed.version());
        assertEquals(
            installed.version(),
            new String(
                Fixtures.done(store().openVerified(installed, "a.wasm")), StandardCharsets.UTF_8));
      }
      assertEquals(expected, actual);
      store().checkInvariants();
      assertEquals(expected.size(), folders().size());
    }
  }
}
