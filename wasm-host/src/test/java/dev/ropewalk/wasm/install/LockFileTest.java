package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockFileTest {
  @TempDir Path folder;

  private LockFile lock() {
    return new LockFile(folder.resolve("config/ropewalk.lock.json"), Fixtures.LIMITS);
  }

  private static LockFile.Entry entry(Random random) {
    var files = new TreeMap<String, String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] content = new byte[random.nextInt(5)];
      random.nextBytes(content);
      files.put("queries/" + random.nextInt(100) + ".scm", PackageFiles.sha256(content));
    }
    return new LockFile.Entry(
        "1.2." + random.nextInt(10),
        random.nextBoolean() ? InstalledPackage.Origin.NPM : InstalledPackage.Origin.LOCAL,
        Tarballs.sha512(new byte[random.nextInt(9)]),
        files);
  }

  @Test
  void entries_are_read_back_as_they_were_written() throws Exception {
    Random random = Fixtures.random("LockFileTest.entries");
    for (int round = 0; round < Fixtures.rounds(20); round++) {
      var expected = new TreeMap<String, LockFile.Entry>();
      for (int i = random.nextInt(5); i > 0; i--) {
        expected.put((random.nextBoolean() ? "@s/" : "") + "p" + random.nextInt(9), entry(random));
      }
      lock()
          .update(
              (entries, write) -> {
                entries.clear();
                entries.putAll(expected);
                write.run();
                return "";
              });
      assertEquals(expected, lock().read());
    }
  }

  @Test
  void the_text_is_sorted_and_names_no_host_and_no_folder() throws Exception {
    var files = new TreeMap<>(Map.of("b.scm", PackageFiles.sha256(new byte[0])));
    lock()
        .update(
            (entries, write) -> {
              for (String name : List.of("z", "a", "@m/n")) {
                entries.put(
                    name,
                    new LockFile.Entry(
                        "1.0.0", InstalledPackage.Origin.NPM, Tarballs.sha512(new byte[0]), files));
              }
              write.run();
              return "";
            });
    String text = Files.readString(lock().path());
    assertTrue(text.indexOf("\"@m/n\"") < text.indexOf("\"a\""), text);
    assertTrue(text.indexOf("\"a\"") < text.indexOf("\"z\""), text);
    assertFalse(text.contains("http"), text);
    assertFalse(text.contains(folder.toString()), text);
  }

  @Test
  void updates_of_several_writers_are_all_kept() throws Exception {
    int writers = 6;
    int each = 8;
    try (var executor = Executors.newFixedThreadPool(writers)) {
      var tasks = new ArrayList<Future<String>>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        tasks.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    String name = "p" + writer + "-" + i;
                    lock()
                        .update(
                            (entries, write) -> {
                              entries.put(name, entry(new Random(writer)));
                              write.run();
                              return "";
                            });
                  }
                  return "";
                }));
      }
      for (Future<String> task : tasks) {
        task.get();
      }
    }
    assertEquals(writers * each, lock().read().size());
  }

  @Test
  void another_process_waits_for_an_update_to_end() throws Exception {
    Path launcher = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program = folder.resolve("Holder.java");
    Files.writeString(
        program,
        """
        import java.nio.channels.FileChannel;
        import java.nio.file.*;
        void main(String[] args) throws Exception {
          try (var channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.out.println(channel.tryLock() == null ? "held elsewhere" : "free");
          }
        }
        """);
    Path guard = folder.resolve("config/.ropewalk.lock.json.guard");
    String seen =
        lock()
            .update(
                (entries, write) -> {
                  try {
                    return ToolRun.run(
                            List.of(launcher.toString(), program.toString(), guard.toString()),
                            folder,
                            System.getenv(),
                            Duration.ofMinutes(2),
                            500)
                        .output();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                });
    assertEquals("held elsewhere\n", seen);
  }

  @Test
  void a_lock_file_behind_a_link_stays_behind_it() throws Exception {
    Path real = Files.createDirectory(folder.resolve("dotfiles")).resolve("lock.json");
    Files.createDirectory(folder.resolve("config"));
    Files.writeString(real, "{\"ropewalkLockVersion\":1}");
    Files.createSymbolicLink(folder.resolve("config/ropewalk.lock.json"), real);
    lock()
        .update(
            (entries, write) -> {
              entries.put("a", entry(new Random(1)));
              write.run();
              return "";
            });
    assertTrue(Files.isSymbolicLink(lock().path()));
    assertTrue(Files.readString(real).contains("\"a\""));
  }

  @Test
  void a_file_that_is_not_understood_is_left_as_it_is() throws Exception {
    String hash = PackageFiles.sha256(new byte[0]);
    String integrity = Tarballs.sha512(new byte[0]);
    String good =
        "{\"ropewalkLockVersion\":1,\"packages\":{\"a\":{\"version\":\"1.0.0\",\"origin\":\"npm\","
            + "\"integrity\":\""
            + integrity
            + "\",\"files\":{\"x.scm\":\""
            + hash
            + "\"}}}}";
    Files.createDirectory(folder.resolve("config"));
    Files.writeString(lock().path(), good);
    assertEquals(1, lock().read().size());
    for (String bad :
        List.of(
            "",
            "[]",
            good.substring(1),
            good + "x",
            good.replace("Version\":1", "Version\":2"),
            good.replace("Version\":1", "Version\":\"1\""),
            good.replace("\"a\":", "\"../a\":"),
            good.replace("1.0.0", "../.."),
            good.replace("\"npm\"", "\"http\""),
            good.replace(integrity, "sha1-x"),
            good.replace("x.scm", "../x.scm"),
            good.replace("x.scm", "/x.scm"),
            good.replace("x.scm", ""),
            good.replace(hash, hash.substring(1)),
            good.replace("\"version\":\"1.0.0\",", ""),
            good.replace("{\"x.scm\"", "[{\"x.scm\"").replace("\"}}}}", "\"}]}}}"))) {
      Files.writeString(lock().path(), bad);
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () ->
                  lock()
                      .update(
                          (entries, write) -> {
                            write.run();
                            return "";
                          }),
              bad);
      assertTrue(refusal.getMessage().contains("ropewalk.lock.json"), refusal.getMessage());
      assertEquals(ProblemCode.LOCK_FILE_MALFORMED, refusal.code());
      assertEquals(bad, Files.readString(lock().path()));
    }
  }

  @Test
  void any_text_is_read_or_refused() throws Exception {
    Random random = Fixtures.random("LockFileTest.any_text");
    lock()
        .update(
            (entries, write) -> {
              entries.put("@s/a", entry(new Random(7)));
              entries.put("b", entry(new Random(8)));
              write.run();
              return "";
            });
    byte[] seed = Files.readString(lock().path()).getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < Fixtures.rounds(500); round++) {
      Files.write(lock().path(), Fixtures.mutated(seed, random));
      try {
        lock().read().keySet().forEach(PackageName::folder);
      } catch (Refusal refused) {
        assertTrue(refused.getMessage().length() < 1000, refused.getMessage());
      }
    }
  }
}
