package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarReaderTest {
  private static final InstallLimits.Unpack LIMITS =
      new InstallLimits.Unpack(1_000_000, 50, 300, 100_000);

  /** The files of an archive by name, in its order. */
  private static Map<String, byte[]> files(byte[] tar) throws IOException, Refusal {
    var reader = new TarReader(new ByteArrayInputStream(tar), LIMITS);
    var files = new LinkedHashMap<String, byte[]>();
    for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
      var content = new ByteArrayOutputStream();
      if (entry.get().kind() == TarReader.Kind.FILE) {
        reader.copyTo(content);
        files.put(entry.get().name(), content.toByteArray());
      }
    }
    return files;
  }

  private static ProblemCode refused(byte[] tar) {
    return assertThrows(Refusal.class, () -> files(tar)).code();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void names_come_from_header_prefix_pax_and_gnu_entries() throws Exception {
    String longName = "package/" + "n".repeat(200);
    byte[] tar =
        new Tarballs()
            .raw("name", '0', text("1"))
            .raw("name", "prefix/dir", '0', 1, text("2"))
            .pax("path", "päx/" + longName, "comment", "x", "mtime", "1.5")
            .raw("short", '0', text("3"))
            .raw("././@LongLink", 'L', text(longName + "\0"))
            .raw("short", '0', text("4"))
            .raw("after", '0', text("5"))
            .raw("PaxGlobal", 'g', text("20 path=not/for/any\n"))
            .raw("global", '0', text("6"))
            .tar();
    var names = List.copyOf(files(tar).keySet());
    assertEquals(
        List.of("name", "prefix/dir/name", "päx/" + longName, longName, "after", "global"), names);
    assertEquals("4", new String(files(tar).get(longName), StandardCharsets.UTF_8));
  }

  @Test
  void folders_links_and_devices_are_told_from_files() throws Exception {
    byte[] tar =
        new Tarballs()
            .raw("folder/", '5', new byte[0])
            .raw("old-folder/", '0', new byte[0])
            .raw("hard", "", '1', 4000, new byte[0])
            .raw("soft", '2', new byte[0])
            .raw("device", '3', new byte[0])
            .raw("file", '0', text("x"))
            .raw("older", '\0', text("y"))
            .tar();
    assertEquals(List.of("file", "older"), List.copyOf(files(tar).keySet()));
  }

  @Test
  void a_pax_size_replaces_that_of_the_header() throws Exception {
    byte[] tar =
        new Tarballs()
            .pax("size", "5")
            .raw("file", "", '0', 0, text("hello"))
            .raw("next", '0', text("x"))
            .tar();
    assertEquals("hello", new String(files(tar).get("file"), StandardCharsets.UTF_8));
    assertEquals(2, files(tar).size());
  }

  @Test
  void a_binary_size_is_understood_and_bounded() throws Exception {
    byte[] tar = new Tarballs().raw("file", '0', text("hello")).tar();
    Arrays.fill(tar, 124, 136, (byte) 0);
    tar[124] = (byte) 0x80;
    tar[135] = 5;
    byte[] header = Tarballs.sealed(Arrays.copyOf(tar, 512));
    System.arraycopy(header, 0, tar, 0, 512);
    assertArrayEquals(text("hello"), files(tar).get("file"));

    Arrays.fill(header, 124, 136, (byte) 0xff);
    System.arraycopy(Tarballs.sealed(header), 0, tar, 0, 512);
    assertEquals(ProblemCode.TOO_LARGE, refused(tar));
  }

  @Test
  void limits_hold_for_size_entries_and_names() {
    assertEquals(
        ProblemCode.TOO_LARGE,
        refused(new Tarballs().raw("big", "", '0', 7_000_000, new byte[0]).tar()));
    assertEquals(
        ProblemCode.TOO_LARGE,
        refused(new Tarballs().raw("name", '0', new byte[999_999]).raw("n", '0', text("")).tar()));
    assertEquals(
        ProblemCode.TOO_LARGE, refused(new Tarballs().raw("x", 'L', new byte[70_000]).tar()));
    var many = new Tarballs();
    for (int i = 0; i < 51; i++) {
      many.raw("n" + i, 'K', text("x"));
    }
    assertEquals(ProblemCode.TOO_LARGE, refused(many.tar()));
  }

  @Test
  void damage_is_found() {
    byte[] good = new Tarballs().raw("file", '0', new byte[1000]).tar();
    byte[] wrongSum = good.clone();
    wrongSum[0] ^= 1;
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(wrongSum));
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(Arrays.copyOf(good, 700)));
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(Arrays.copyOf(good, 1536)));
    assertEquals(ProblemCode.ARCHIVE_MALFORMED, refused(new byte[0]));
    for (String records :
        List.of("5 a=b\n", "99 a=b\n", "a=b\n", "6 a=b", "06 ab\n", "6 =ab\n", "x a=b\n")) {
      assertEquals(
          ProblemCode.ARCHIVE_MALFORMED,
          refused(new Tarballs().raw("p", 'x', text(records)).tar()),
          records);
    }
  }

  @Test
  void any_tree_is_read_back_as_it_was_written() throws Exception {
    Random random = Fixtures.random("TarReaderTest.any_tree");
    for (int round = 0; round < Fixtures.rounds(300); round++) {
      var expected = new LinkedHashMap<String, byte[]>();
      var tarballs = new Tarballs();
      for (int i = random.nextInt(8); i > 0; i--) {
        byte[] content = new byte[random.nextInt(1200)];
        random.nextBytes(content);
        String name = "d" + i + "/" + "n".repeat(1 + random.nextInt(250));
        switch (name.length() > 100 ? 1 + random.nextInt(2) : random.nextInt(3)) {
          case 0 -> tarballs.raw(name, '0', content);
          case 1 -> tarballs.pax("path", name).raw("x", '0', content);
          default -> tarballs.raw("L", 'L', text(name + "\0")).raw("x", '0', content);
        }
        expected.put(name, content);
      }
      var actual = files(tarballs.tar());
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
      expected.forEach((name, content) -> assertArrayEquals(content, actual.get(name)));
    }
  }

  @Test
  void any_bytes_are_read_or_refused() throws IOException {
    Random random = Fixtures.random("TarReaderTest.any_bytes");
    byte[] seed =
        new Tarballs()
            .pax("path", "a/b", "size", "3")
            .raw("x", '0', text("abc"))
            .raw("L", 'L', text("long\0"))
            .raw("y", '0', text("def"))
            .tar();
    for (int round = 0; round < Fixtures.rounds(20_000); round++) {
      byte[] bytes = Fixtures.mutated(seed, random);
      for (int at = 0; at + 512 <= bytes.length && random.nextBoolean(); at += 512) {
        System.arraycopy(
            Tarballs.sealed(Arrays.copyOfRange(bytes, at, at + 512)), 0, bytes, at, 512);
      }
      try {
        files(bytes);
      } catch (Refusal refused) {
        // A refusal is the outcome wanted of damaged bytes; any other exception fails the test.
        assertEquals(refused.problem().message(), refused.getMessage());
      }
    }
  }

  @Test
  void archives_of_the_system_tar_are_read(@TempDir Path folder) throws Exception {
    Path tar = Fixtures.tool("tar", "install tar");
    String deep = "tree/" + "d".repeat(60) + "/" + "e".repeat(60) + "/"; // ustar splits it
    Files.createDirectories(folder.resolve(deep));
    var expected = new TreeMap<String, String>();
    for (String name : List.of("short", "ünïcode", "l".repeat(130))) {
      Files.writeString(folder.resolve(deep + name), "content of " + name);
      expected.put(deep + name, "content of " + name);
    }
    for (String format : List.of("ustar", "pax", "gnu")) {
      Path file = folder.resolve(format + ".tar");
      var command =
          new ArrayList<>(List.of(tar.toString(), "--format=" + format, "-cf", file.toString()));
      if (format.equals("ustar")) {
        command.add("--exclude=" + "l".repeat(130)); // longer than it can hold
      }
      command.addAll(List.of("-C", folder.toString(), "tree"));
      ToolRun run =
          ToolRun.run(command, folder, Map.of("LC_ALL", "C.UTF-8"), Duration.ofMinutes(1), 500);
      assertEquals(0, run.exitCode(), run.messages());
      var actual = new TreeMap<String, String>();
      files(Files.readAllBytes(file))
          .forEach(
              (name, content) -> actual.put(name, new String(content, StandardCharsets.UTF_8)));
      var wanted = new TreeMap<>(expected);
      if (format.equals("ustar")) {
        wanted.keySet().removeIf(name -> name.endsWith("l".repeat(130)));
      }
      assertEquals(wanted, actual, format);
    }
  }
}
