package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.TextFile.Binary;
import dev.ropewalk.buffers.text.TextFile.Cause;
import dev.ropewalk.buffers.text.TextFile.Loaded;
import dev.ropewalk.buffers.text.TextFile.Outcome;
import dev.ropewalk.buffers.text.TextFile.TooLarge;
import dev.ropewalk.buffers.text.TextFile.Unencodable;
import dev.ropewalk.buffers.text.TextFile.Unreadable;
import dev.ropewalk.buffers.text.TextFile.Unwritable;
import dev.ropewalk.buffers.text.TextFile.Written;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFileTest {
  private static final long LIMIT = 10_000_000;

  @TempDir private Path directory;

  @Test
  void every_encoding_is_recognised_and_written_back_as_it_was() {
    Randomized.rounds(
        60,
        random -> {
          String content = RandomText.scalars(random, random.nextInt(3000)).replace('\0', '0');
          for (FileEncoding encoding : FileEncoding.values()) {
            boolean bom = encoding != FileEncoding.LATIN_1 && (isUtf16(encoding) || coin(random));
            String fitting =
                encoding == FileEncoding.LATIN_1
                    ? "\u00E9t\u00E9 " + content.replaceAll("[^\\x01-\\xFF]", "\u00FC")
                    : bom ? content : content.replaceFirst("^\uFEFF", "");
            byte[] bytes = concat(bom ? encoding.mark() : new byte[0], fitting, encoding);
            Path file = directory.resolve("text");
            Files.write(file, bytes);
            Loaded loaded = assertInstanceOf(Loaded.class, TextFile.read(file, LIMIT));
            loaded.text().checkInvariants();
            assertEquals(fitting, loaded.text().toString());
            assertEquals(encoding, loaded.encoding());
            assertEquals(bom, loaded.bom());
            assertEquals(0, loaded.replaced());
            assertEquals(
                loaded, TextFile.read(new TricklingStream(random, bytes), LIMIT), "in pieces");
            Path copy = directory.resolve("copy");
            assertEquals(
                new Written(bytes.length),
                TextFile.write(copy, loaded.text(), loaded.encoding(), loaded.bom()));
            assertArrayEquals(bytes, Files.readAllBytes(copy));
          }
        });
  }

  @Test
  void any_bytes_have_an_outcome_and_what_loads_unreplaced_is_written_back_alike() {
    Randomized.rounds(
        500,
        random -> {
          byte[] bytes = mangled(random);
          Outcome outcome = TextFile.read(new TricklingStream(random, bytes), LIMIT);
          if (outcome instanceof Loaded loaded) {
            loaded.text().checkInvariants();
            if (loaded.replaced() == 0) {
              Path file = directory.resolve("mangled");
              TextFile.write(file, loaded.text(), loaded.encoding(), loaded.bom());
              assertArrayEquals(bytes, Files.readAllBytes(file));
            }
          } else {
            assertInstanceOf(Binary.class, outcome);
          }
        });
  }

  @Test
  void one_bad_byte_far_into_a_file_makes_all_of_it_latin_1() {
    byte[] bytes = "\u00E9 = 1;\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 5] = (byte) 0xFF;
    Loaded loaded = assertInstanceOf(Loaded.class, read(bytes));
    assertEquals(FileEncoding.LATIN_1, loaded.encoding());
    assertEquals(new String(bytes, StandardCharsets.ISO_8859_1), loaded.text().toString());
  }

  @Test
  void a_sequence_that_the_end_cuts_makes_a_file_latin_1() {
    for (int cut = 1; cut < 4; cut++) {
      byte[] smile = "x\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
      byte[] bytes = Arrays.copyOf(smile, smile.length - cut);
      Loaded loaded = assertInstanceOf(Loaded.class, read(bytes));
      assertEquals(FileEncoding.LATIN_1, loaded.encoding());
      assertEquals(new String(bytes, StandardCharsets.ISO_8859_1), loaded.text().toString());
    }
  }

  @Test
  void a_utf_8_mark_before_other_bytes_is_text_like_them() {
    byte[] bytes = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', (byte) 0xE9};
    Loaded loaded = assertInstanceOf(Loaded.class, read(bytes));
    assertEquals(FileEncoding.LATIN_1, loaded.encoding());
    assertEquals("\u00EF\u00BB\u00BFa\u00E9", loaded.text().toString());
  }

  @Test
  void what_is_no_text_in_utf_16_is_replaced_and_counted() {
    byte[] bytes = {(byte) 0xFE, (byte) 0xFF, 0, 'a', (byte) 0xD8, 0, 0, 'b', 7};
    Loaded loaded = assertInstanceOf(Loaded.class, read(bytes));
    assertEquals(FileEncoding.UTF_16BE, loaded.encoding());
    assertEquals("a\uFFFDb\uFFFD", loaded.text().toString());
    assertEquals(2, loaded.replaced());
  }

  @Test
  void nul_bytes_make_a_file_binary_when_they_come_early() {
    byte[] early = "text".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    byte[] late = early.clone();
    early[TextFile.SNIFFED_BYTES - 1] = 0;
    late[TextFile.SNIFFED_BYTES] = 0;
    assertInstanceOf(Binary.class, read(early));
    assertInstanceOf(Loaded.class, read(late));
    assertInstanceOf(Binary.class, read(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 0}));
    byte[] utf32 = {(byte) 0xFF, (byte) 0xFE, 0, 0, 'a', 0, 0, 0};
    assertInstanceOf(Binary.class, read(utf32));
  }

  @Test
  void an_empty_file_is_an_empty_text() {
    assertEquals(new Loaded(Text.empty(), FileEncoding.UTF_8, false, 0), read(new byte[0]));
    Loaded marked = assertInstanceOf(Loaded.class, read(FileEncoding.UTF_16LE.mark()));
    assertEquals(Text.empty(), marked.text());
  }

  @Test
  void files_beyond_the_limit_are_too_large() throws IOException {
    byte[] bytes = new byte[1001];
    Arrays.fill(bytes, (byte) 'x');
    Path file = Files.write(directory.resolve("large"), bytes);
    assertEquals(new TooLarge(1001, 1000), TextFile.read(file, 1000));
    assertInstanceOf(Loaded.class, TextFile.read(file, 1001));
    Outcome streamed = TextFile.read(new ByteArrayInputStream(bytes), 1000);
    assertEquals(1000, assertInstanceOf(TooLarge.class, streamed).limitBytes());
    assertInstanceOf(Loaded.class, TextFile.read(new ByteArrayInputStream(bytes), 1001));
  }

  @Test
  void what_cannot_be_read_or_written_says_why() {
    Path missing = directory.resolve("missing");
    Unreadable unread = assertInstanceOf(Unreadable.class, TextFile.read(missing, LIMIT));
    assertEquals(Cause.MISSING, unread.cause());
    assertTrue(unread.message().contains(missing.toString()), unread.message());
    Unreadable folder = assertInstanceOf(Unreadable.class, TextFile.read(directory, LIMIT));
    assertEquals(Cause.NOT_A_FILE, folder.cause());
    InputStream broken = new BrokenStream();
    Unreadable failed = assertInstanceOf(Unreadable.class, TextFile.read(broken, LIMIT));
    assertEquals(Cause.IO, failed.cause());
    assertEquals("the cable is loose", failed.message());

    Path lost = directory.resolve("no/such/file");
    Unwritable unwritten =
        assertInstanceOf(
            Unwritable.class, TextFile.write(lost, Text.of("x"), FileEncoding.UTF_8, false));
    assertEquals(Cause.MISSING, unwritten.cause());
    assertTrue(unwritten.message().contains(lost.toString()), unwritten.message());
    Unwritable overFolder =
        assertInstanceOf(
            Unwritable.class, TextFile.write(directory, Text.of("x"), FileEncoding.UTF_8, false));
    assertEquals(Cause.NOT_A_FILE, overFolder.cause());
  }

  @Test
  void a_character_that_latin_1_lacks_is_named_and_the_file_stays() throws IOException {
    Path file = Files.writeString(directory.resolve("old"), "old");
    Text text = Text.of("\u00E9".repeat(2000) + "\uD83D\uDE00");
    assertEquals(
        new Unencodable(2000, 0x1F600), TextFile.write(file, text, FileEncoding.LATIN_1, false));
    assertEquals("old", Files.readString(file));
    assertOnly(file);
  }

  @Test
  void writing_keeps_links_and_permissions_and_leaves_nothing_behind() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    Path link = directory.resolve("link");
    Assumptions.assumeTrue(
        Files.getFileAttributeView(file, PosixFileAttributeView.class) != null,
        "SKIPPED: this file system has no POSIX permissions");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrw-rw-"));
    Files.createSymbolicLink(link, file);
    assertEquals(new Written(3), TextFile.write(link, Text.of("new"), FileEncoding.UTF_8, false));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
    assertEquals("rwxrw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.delete(link);
    assertOnly(file);
    Path plain = Files.writeString(directory.resolve("plain"), "");
    Path fresh = directory.resolve("fresh");
    TextFile.write(fresh, Text.of("x"), FileEncoding.UTF_8, false);
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(fresh));
  }

  private void assertOnly(Path file) throws IOException {
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static Outcome read(byte[] bytes) {
    return TextFile.read(new ByteArrayInputStream(bytes), LIMIT);
  }

  private static boolean isUtf16(FileEncoding encoding) {
    return encoding == FileEncoding.UTF_16LE || encoding == FileEncoding.UTF_16BE;
  }

  private static boolean coin(Random random) {
    return random.nextBoolean();
  }

  private static byte[] concat(byte[] mark, String content, FileEncoding encoding) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(mark);
    bytes.writeBytes(content.getBytes(encoding.charset()));
    return bytes.toByteArray();
  }

  /** Returns text in some encoding with a few bytes changed, long enough for several reads. */
  private static byte[] mangled(Random random) {
    List<FileEncoding> encodings = List.of(FileEncoding.values());
    FileEncoding encoding = encodings.get(random.nextInt(encodings.size()));
    String content = RandomText.scalars(random, random.nextInt(coin(random) ? 100 : 40_000));
    byte[] mark = coin(random) ? encoding.mark() : new byte[0];
    byte[] bytes = concat(mark, content, encoding);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return coin(random) ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
  }

  /** Gives between one byte and what was asked for. */
  private static final class TricklingStream extends ByteArrayInputStream {
    private final Random random;
    private final int largest;

    TricklingStream(Random random, byte[] bytes) {
      super(bytes);
      this.random = random;
      this.largest = 1 + random.nextInt(random.nextBoolean() ? 50 : 70_000);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(largest)));
    }
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the cable is loose");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      throw new IOException("the cable is loose");
    }
  }
}
