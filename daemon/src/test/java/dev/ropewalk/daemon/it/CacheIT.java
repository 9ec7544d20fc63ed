package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import dev.ropewalk.daemon.store.DiskStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ropewalk cache}, beside a store that is open. */
class CacheIT {
  @TempDir private Path folder;
  private Home home;
  private Path root;
  private DiskStore store;

  @BeforeEach
  void open() {
    home = new Home(folder, folder.resolve("cache"));
    root = folder.resolve("cache/ropewalk/results");
    store = DiskStore.open(root, StoreSettings.defaults(), InstantSource.system());
    put(new Recipe("outline", uri("a.java"), "1"), "unused", "small");
    put(new Recipe("outline", uri("b.java"), "1"), uri("a b.java"), "small too");
    put(new Recipe("folds", uri("c.java"), "1"), "unused", "large ".repeat(5_000));
    store.flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String uri(String name) {
    return "file://" + home.directory("work").resolve(name).toString().replace(" ", "%20");
  }

  private void put(Recipe recipe, String read, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    store.put(
        recipe,
        new Trace(List.of(new Read(true, "file", read, Fingerprint.ABSENT)), Fingerprint.of(value)),
        value);
  }

  private boolean has(String query, String file) {
    return !store.records(new Recipe(query, uri(file), "1")).isEmpty();
  }

  @Test
  void stats_verify_and_clear_work_beside_a_daemon() throws IOException {
    var stats = home.run("cache", "stats", "--json");
    assertEquals(0, stats.exitCode(), stats.err());
    var json = JsonParser.parseString(stats.out()).getAsJsonObject();
    assertEquals(4, json.get("files").getAsInt(), stats.out());
    var outline = json.getAsJsonObject("kinds").getAsJsonObject("outline");
    assertEquals(2, outline.get("results").getAsInt(), stats.out());
    assertTrue(home.run("cache", "stats").out().contains("4 files, "));

    var sound = home.run("cache", "verify");
    assertEquals(0, sound.exitCode(), sound.out());
    assertTrue(sound.out().startsWith("4 files checked"), sound.out());
    Path blob;
    try (Stream<Path> files = Files.walk(root)) {
      blob = files.filter(file -> file.toString().endsWith(".blob")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    var damaged = home.run("cache", "verify");
    assertEquals(1, damaged.exitCode(), damaged.out());
    assertTrue(damaged.out().contains(blob.toString()), damaged.out());
    assertTrue(Files.exists(blob));
    assertEquals(1, home.run("cache", "verify", "--remove").exitCode());
    assertFalse(Files.exists(blob));
    assertEquals(0, home.run("cache", "verify").exitCode());

    Path mine = Files.writeString(blob.resolveSibling("mine.record"), "mine");
    var ofFile = home.run("cache", "clear", "--file", "a b.java");
    assertEquals("removed 1 files, 4 KiB\n", ofFile.out(), ofFile.err());
    assertFalse(has("outline", "b.java"));
    assertTrue(has("outline", "a.java"));
    assertTrue(home.run("cache", "clear", "--kind", "folds").out().startsWith("removed 1 files"));
    assertFalse(has("folds", "c.java"));
    var rest = home.run("cache", "clear", "--json");
    assertEquals("{\"removedFiles\":1,\"removedBytes\":4096}\n", rest.out(), rest.err());
    assertFalse(has("outline", "a.java"));
    assertEquals("mine", Files.readString(mine));
    assertEquals(2, home.run("cache").exitCode());
  }

  @Test
  void a_cache_that_was_never_written_is_empty() {
    store.close();
    var nobody = new Home(folder.resolve("nobody"), folder.resolve("nobody/cache"));
    assertEquals(0, nobody.run("cache", "stats").exitCode());
    assertEquals(0, nobody.run("cache", "verify").exitCode());
    assertEquals("removed 0 files, 0 KiB\n", nobody.run("cache", "clear").out());
  }
}
