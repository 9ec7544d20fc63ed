package dev.ropewalk.daemon.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of files, against files read one by one; and that nothing else is read. */
class FileReadsTest {
  private static final int MOST = 300_000;

  /** Calls a file after its first letter, which makes every beginning be decoded. */
  private static final FileLanguages BY_TEXT =
      new FileLanguages() {
        @Override
        public boolean isCandidate(String path) {
          return true;
        }

        @Override
        public String of(String path, CharSequence beginning) {
          return beginning.isEmpty() ? "" : beginning.subSequence(0, 1).toString();
        }
      };

  @TempDir Path temporary;

  private static FileReads.Wanted wanted(Path file) throws IOException {
    return new FileReads.Wanted(
        file, Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  private static FileReads reads(Path home) throws IOException {
    return new FileReads(home.toRealPath(), BY_TEXT, MOST, Clock.systemUTC(), 2);
  }

  @Test
  void files_of_many_directories_are_what_they_are_one_by_one() {
    Randomized.rounds(this::compare);
  }

  private void compare(Random random) throws IOException {
    Path root = Files.createTempDirectory(temporary, "root");
    var batches = new ArrayList<FileReads.Batch>();
    try (FileReads reads = reads(root)) {
      for (int d = 0; d < 20; d++) {
        Path directory = Files.createDirectory(root.resolve("d" + d));
        var files = new ArrayList<FileReads.Wanted>();
        for (int f = random.nextInt(FileReads.BATCH_FILES); f > 0; f--) {
          byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(400_000) : f];
          random.nextBytes(bytes);
          Path file = Files.write(directory.resolve("f" + f), bytes);
          FileReads.Wanted listed = wanted(file);
          if (random.nextInt(10) == 0) { // it has another size when it is read
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(2_000)));
          }
          files.add(listed);
        }
        var batch = new FileReads.Batch(directory, files);
        batches.add(batch);
        reads.add(batch);
      }
      reads.finish();
    }
    for (FileReads.Batch batch : batches) {
      for (int i = 0; i < batch.files().size(); i++) {
        FileReads.Wanted file = batch.files().get(i);
        assertEquals(expected(file), batch.found(i).state(), file.file()::toString);
        assertEquals(
            expected(file).write(file.file()).fingerprint(), batch.found(i).write().fingerprint());
      }
    }
  }

  private static FileState expected(FileReads.Wanted file) throws IOException {
    byte[] bytes = Files.readAllBytes(file.file());
    if (file.attributes().size() > MOST) {
      return new FileState(FileState.UNREAD, "", file.attributes().size());
    }
    if (bytes.length > MOST) {
      return new FileState(FileState.UNREAD, "", MOST + 1L);
    }
    String text = new String(bytes, 0, Math.min(bytes.length, 32_768), StandardCharsets.UTF_8);
    return new FileState(Contents.id(bytes), BY_TEXT.of("", text), bytes.length);
  }

  @Test
  void a_file_that_became_a_link_is_not_read() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Path outside = Files.writeString(temporary.resolve("secret"), "secret");
    Path file = Files.writeString(root.resolve("file"), "public");
    Path other = Files.writeString(root.resolve("other"), "public");
    var batch = new FileReads.Batch(root, List.of(wanted(file), wanted(other)));
    Files.delete(file);
    Files.createSymbolicLink(file, outside);
    try (FileReads reads = reads(root)) {
      reads.add(batch);
      reads.finish();
    }
    assertNull(batch.found(0));
    assertEquals(6, batch.found(1).state().sizeBytes());
  }

  @Test
  void a_file_that_became_a_pipe_is_not_waited_for() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Path file = Files.writeString(root.resolve("file"), "public");
    var batch = new FileReads.Batch(root, List.of(wanted(file)));
    Files.delete(file);
    assumeTrue(isMade(file), "there is no mkfifo");
    try (FileReads reads = reads(root)) {
      reads.add(batch);
      reads.finish();
    }
    assertNull(batch.found(0));
  }

  private static boolean isMade(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_directory_that_became_a_link_is_not_read() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("file"), "secret");
    Path directory = Files.createDirectories(root.resolve("a/b"));
    Path file = Files.writeString(directory.resolve("file"), "public");
    var batch = new FileReads.Batch(directory, List.of(wanted(file)));
    Files.delete(file);
    Files.delete(directory);
    Files.createSymbolicLink(directory, outside);
    try (FileReads reads = reads(root)) {
      reads.add(batch);
      reads.finish();
    }
    assertNull(batch.found(0));
    Path home = root.toRealPath();
    assertThrows(IOException.class, () -> DirectoryFiles.open(directory, home).close());
  }

  @Test
  void an_opened_directory_stays_what_it_was_when_a_link_takes_its_place() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("file"), "secret");
    Path directory = Files.createDirectory(root.resolve("a"));
    Path file = Files.writeString(directory.resolve("file"), "public");
    try (DirectoryFiles opened = DirectoryFiles.open(directory, root.toRealPath())) {
      Files.move(directory, root.resolve("moved"));
      Files.createSymbolicLink(directory, outside);
      var bytes = new FileBytes();
      try (var channel = opened.read(file)) {
        bytes.read(channel, 6, 100);
      }
      assertEquals("public", bytes.beginning(100).toString());
    } catch (IOException e) {
      // A system that opens no directories refuses the file, as its real path is elsewhere now.
      assertEquals("a directory above it became a link", e.getMessage());
    }
  }

  @Test
  void a_root_that_is_named_by_a_link_is_read() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
    Path file = Files.writeString(link.resolve("file"), "public");
    var batch = new FileReads.Batch(link, List.of(wanted(file)));
    try (FileReads reads = reads(link)) {
      reads.add(batch);
      reads.finish();
    }
    assertEquals(6, batch.found(0).state().sizeBytes());
  }

  @Test
  void bytes_are_read_to_the_end_however_few_come_at_once() {
    Randomized.rounds(
        random -> {
          var bytes = new FileBytes();
          for (int i = 0; i < 50; i++) {
            byte[] content = new byte[random.nextInt(2_000)];
            random.nextBytes(content);
            int most = random.nextInt(2_000);
            int expected = random.nextBoolean() ? content.length + 1 : random.nextInt(2_000);
            bytes.read(dripping(content, random), expected, most);
            byte[] wanted = Arrays.copyOf(content, Math.min(content.length, most + 1));
            // A short answer at the expected size is an end, which this channel alone belies.
            if (expected > wanted.length) {
              assertEquals(wanted.length, bytes.length());
              assertEquals(Contents.id(wanted), bytes.id());
            }
          }
        });
  }

  private static ReadableByteChannel dripping(byte[] content, Random random) {
    return new ReadableByteChannel() {
      private int at;

      @Override
      public int read(ByteBuffer into) {
        if (at == content.length) {
          return -1;
        }
        int count = Math.min(into.remaining(), 1 + random.nextInt(content.length - at));
        into.put(content, at, count);
        at += count;
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
