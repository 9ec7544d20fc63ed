package dev.ropewalk.wasm.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryClassStoreTest {
  @TempDir Path folder;

  private static String key(int number) {
    return "%064x".formatted(number);
  }

  private static byte[] entry(int bytes) {
    byte[] entry = new byte[bytes];
    new Random(bytes).nextBytes(entry);
    return entry;
  }

  private Path file(int number) {
    return folder.resolve("store").resolve(key(number) + ".rwc");
  }

  private DirectoryClassStore store(long maxBytes) throws IOException {
    return new DirectoryClassStore(folder.resolve("store"), maxBytes);
  }

  @Test
  void an_entry_comes_back_and_every_damaged_one_is_a_miss() throws IOException {
    DirectoryClassStore store = store(1 << 20);
    byte[] entry = entry(100);
    assertTrue(store.put(key(1), entry));
    assertArrayEquals(entry, store.get(key(1)).orElseThrow());
    byte[] sound = Files.readAllBytes(file(1));
    for (int at = 0; at < sound.length; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 0x10;
      Files.write(file(1), damaged);
      assertEquals(Optional.empty(), store.get(key(1)), "byte " + at);
      Files.write(file(1), Arrays.copyOf(sound, at));
      assertEquals(Optional.empty(), store.get(key(1)), "cut at " + at);
    }
  }

  @Test
  void what_was_not_used_for_longest_goes_when_it_gets_too_large() throws IOException {
    DirectoryClassStore store = store(2500);
    Instant now = Instant.now();
    for (int i = 1; i <= 2; i++) {
      assertTrue(store.put(key(i), entry(1000)));
      Files.setLastModifiedTime(
          file(i), FileTime.from(now.minus(Duration.ofDays(3)).plusSeconds(i)));
    }
    assertTrue(store.get(key(1)).isPresent()); // a use
    assertTrue(store.put(key(3), entry(1000)));
    assertTrue(store.get(key(1)).isPresent());
    assertEquals(Optional.empty(), store.get(key(2)));
    assertTrue(store.get(key(3)).isPresent());
  }

  @Test
  void the_newest_entry_stays_even_when_it_is_too_large_alone() throws IOException {
    DirectoryClassStore store = store(500);
    assertTrue(store.put(key(1), entry(100)));
    assertTrue(store.put(key(2), entry(1000)));
    assertEquals(Optional.empty(), store.get(key(1)));
    assertTrue(store.get(key(2)).isPresent());
  }

  @Test
  void only_what_a_crash_left_long_ago_is_cleared_away() throws IOException {
    DirectoryClassStore store = store(1 << 20);
    Path old = Files.write(folder.resolve("store/old.tmp"), new byte[10]);
    Path young = Files.write(folder.resolve("store/young.tmp"), new byte[10]);
    Path foreign = Files.write(folder.resolve("store/readme.txt"), new byte[10]);
    Instant past = Instant.now().minus(Duration.ofDays(1));
    Files.setLastModifiedTime(old, FileTime.from(past));
    Files.setLastModifiedTime(foreign, FileTime.from(past));
    assertTrue(store.put(key(1), entry(10)));
    assertTrue(Files.notExists(old));
    assertTrue(Files.exists(young));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void a_shipped_store_is_read_and_never_written() throws IOException {
    var shipped = new DirectoryClassStore(folder.resolve("shipped"), 1 << 20);
    shipped.put(key(1), entry(10));
    ClassStore both = store(1 << 20).over(shipped);
    assertArrayEquals(entry(10), both.get(key(1)).orElseThrow());
    assertTrue(both.put(key(1), entry(20)));
    assertArrayEquals(entry(20), both.get(key(1)).orElseThrow());
    assertArrayEquals(entry(10), shipped.get(key(1)).orElseThrow());
  }

  @Test
  void a_folder_that_others_may_write_to_is_refused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    var failure = assertThrows(IOException.class, () -> new DirectoryClassStore(open, 1));
    assertTrue(failure.getMessage().contains("chmod 700"), failure.getMessage());
  }
}
