package dev.ropewalk.daemon.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineListener;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.schedule.Scheduler;
import dev.ropewalk.daemon.schedule.TimerScheduler;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files and the system's events. */
class WorkspaceFolderTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final FileLanguages EVERYTHING =
      new FileLanguages() {
        @Override
        public boolean isCandidate(String path) {
          return !path.endsWith(".bin");
        }

        @Override
        public String of(String path, CharSequence beginning) {
          return path.endsWith(".java") ? "java" : "";
        }

        @Override
        public String digest() {
          return "everything";
        }
      };

  @TempDir Path temporary;

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final TimerScheduler scheduler = new TimerScheduler(workers);
  private final Engine engine = new Engine(EngineTuning.PRODUCTION, workers, EngineListener.NONE);
  private final Contents contents = new Contents(1_000);
  private ResultStore kept = ResultStore.NONE;
  private final List<WorkspaceFolder> open = new ArrayList<>();

  /** What was written last of each input, guarded by itself. */
  private final Map<String, InputWrite> inputs = new TreeMap<>();

  @AfterEach
  void close() {
    open.forEach(WorkspaceFolder::close);
    scheduler.close();
    workers.shutdownNow();
  }

  private static WorkspaceSettings settings(int maxFiles, int maxDepth) {
    return new WorkspaceSettings(
        true,
        Set.of(".git", "out/"),
        Set.of(),
        maxFiles,
        1_000,
        maxDepth,
        4,
        Duration.ZERO,
        Duration.ofMillis(5),
        Duration.ofMillis(100),
        Duration.ofMillis(5),
        Duration.ofMillis(5),
        100);
  }

  private WorkspaceFolder folder(Path root) {
    return folder(root, settings(100_000, 64));
  }

  private WorkspaceFolder folder(Path root, WorkspaceSettings settings) {
    WorkspaceFolder folder = unstarted(root, settings, scheduler);
    folder.start();
    folder.ready().join();
    return folder;
  }

  private WorkspaceFolder unstarted(Path root, WorkspaceSettings settings, Scheduler scheduler) {
    var folder =
        new WorkspaceFolder(
            root,
            new WorkspaceFolder.Setup(
                settings,
                EVERYTHING,
                contents,
                engine,
                scheduler,
                workers,
                Clock.systemUTC(),
                kept,
                (from, batch) -> take(batch)));
    open.add(folder);
    return folder;
  }

  private void take(List<InputWrite> batch) {
    synchronized (inputs) {
      for (InputWrite write : batch) {
        if (write.value() == null) {
          inputs.remove(write.key().display());
        } else {
          inputs.put(write.key().display(), write);
        }
      }
      inputs.notifyAll();
    }
  }

  private Map<String, Object> seen() {
    synchronized (inputs) {
      var values = new TreeMap<String, Object>();
      inputs.forEach((name, write) -> values.put(name, write.value()));
      return values;
    }
  }

  /**
   * What a walk of its own finds: the oracle. An ignore file has one name, of its own directory.
   */
  private static Map<String, Object> fresh(Path root) throws IOException {
    var found = new TreeMap<String, Object>();
    if (Files.isDirectory(root)) {
      fresh(root, found);
    }
    return found;
  }

  private static void fresh(Path directory, Map<String, Object> found) throws IOException {
    var files = new ArrayList<String>();
    var below = new ArrayList<String>();
    String skipped =
        Files.exists(directory.resolve(".gitignore"))
            ? Files.readString(directory.resolve(".gitignore")).strip().replace("/", "")
            : "";
    List<Path> entries;
    try (Stream<Path> listed = Files.list(directory)) {
      entries = listed.sorted(Comparator.comparing(p -> p.getFileName().toString())).toList();
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (Files.isSymbolicLink(entry) || name.equals(skipped) || name.equals(".git")) {
        continue;
      }
      if (Files.isDirectory(entry)) {
        if (!name.equals("out")) {
          below.add(name);
          fresh(entry, found);
        }
      } else if (!name.endsWith(".bin")) {
        files.add(name);
        byte[] bytes = Files.readAllBytes(entry);
        found.put(
            "file(" + entry + ")",
            new FileState(
                bytes.length > 1_000 ? FileState.UNREAD : Contents.id(bytes),
                name.endsWith(".java") ? "java" : "",
                bytes.length));
      }
    }
    found.put("directory(" + directory + ")", new DirectoryState(files, below));
  }

  /** Waits until the inputs are what a walk finds. */
  private void awaitFresh(Path root) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    synchronized (inputs) {
      while (true) {
        Map<String, Object> wanted = fresh(root);
        if (seen().equals(wanted)) {
          return;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          assertEquals("", difference(wanted, seen()));
        }
        TimeUnit.NANOSECONDS.timedWait(inputs, left);
      }
    }
  }

  private static String difference(Map<String, Object> wanted, Map<String, Object> seen) {
    var names = new TreeSet<>(wanted.keySet());
    names.addAll(seen.keySet());
    names.removeIf(name -> Objects.equals(wanted.get(name), seen.get(name)));
    return names.stream()
        .map(name -> name + ": wanted " + wanted.get(name) + ", seen " + seen.get(name))
        .collect(Collectors.joining("\n"));
  }

  private Path root() throws IOException {
    return Files.createTempDirectory(temporary, "root").toRealPath();
  }

  @Test
  void what_is_there_becomes_inputs() throws Exception {
    Path root = root();
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/X.java"), "class X {}");
    Files.writeString(root.resolve("a/b/x.bin"), "no candidate");
    Files.writeString(root.resolve("large.txt"), "x".repeat(2_000));
    WorkspaceFolder folder = folder(root);
    assertEquals(fresh(root), seen());
    assertEquals(2, folder.statistics().files());
    String id = Contents.id("class X {}".getBytes(StandardCharsets.UTF_8));
    assertEquals("class X {}", new String(contents.read(id).orElseThrow(), StandardCharsets.UTF_8));
    folder.checkInvariants();
  }

  @Test
  void each_kind_of_change_is_seen() throws Exception {
    Path root = root();
    folder(root);
    Files.createDirectories(root.resolve("deep/er"));
    awaitFresh(root);
    Path file = Files.writeString(root.resolve("deep/er/a.txt"), "1");
    awaitFresh(root);
    Files.writeString(file, "2");
    awaitFresh(root);
    Files.move(root.resolve("deep"), root.resolve("moved"));
    awaitFresh(root);
    Files.writeString(root.resolve("moved/er/b.txt"), "in a directory that was moved");
    awaitFresh(root);
    Files.writeString(root.resolve("moved/.gitignore"), "/er\n");
    awaitFresh(root);
    Files.delete(root.resolve("moved/.gitignore"));
    awaitFresh(root);
    Files.delete(root.resolve("moved/er/b.txt"));
    awaitFresh(root);
    open.getFirst().checkInvariants();
  }

  @Test
  void a_change_that_leaves_size_and_time_is_seen_by_its_event() throws Exception {
    Path root = root();
    Path file = Files.writeString(root.resolve("a.txt"), "1");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, old);
    folder(root);
    awaitFresh(root);
    Files.writeString(file, "2");
    Files.setLastModifiedTime(file, old);
    awaitFresh(root);
  }

  @Test
  void what_somebody_tells_of_is_looked_at_without_a_watch() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("a.txt"), "1");
    WorkspaceFolder folder = folder(root);
    folder.blind();
    Files.createDirectories(root.resolve("new/er"));
    Path file = Files.writeString(root.resolve("new/er/b.txt"), "1");
    folder.touched(file);
    awaitFresh(root);
    folder.checkInvariants();
  }

  @Test
  void what_the_system_lost_is_found_by_a_look_at_all_that_is_concerned() throws Exception {
    Path root = root();
    Path kept = Files.createDirectory(root.resolve("kept"));
    Files.writeString(kept.resolve("a.txt"), "1");
    WorkspaceFolder folder = folder(root);
    folder.blind();
    Files.writeString(kept.resolve("a.txt"), "22");
    Files.createDirectory(kept.resolve("deep"));
    Files.writeString(kept.resolve("deep/b.txt"), "1");
    folder.overflowed(kept);
    awaitFresh(root);
    assertEquals(1, folder.statistics().overflows());
  }

  @Test
  void what_an_earlier_process_read_is_believed_and_then_read_again() throws Exception {
    Path root = root();
    Path file = Files.writeString(root.resolve("a.txt"), "1");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, old);
    try (var store =
        DiskStore.open(
            temporary.resolve("store"), StoreSettings.defaults(), InstantSource.system())) {
      kept = store;
      WorkspaceFolder first = folder(root);
      store.flush();
      first.close();
      first.gone().join();
      Files.writeString(file, "2");
      Files.setLastModifiedTime(file, old);
      WorkspaceFolder second = folder(root);
      awaitFresh(root);
      assertEquals(1, second.statistics().reads());
    }
  }

  @Test
  void what_is_told_before_the_first_look_is_not_the_first_look() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("a.txt"), "1");
    var looked = new CountDownLatch(1);
    WorkspaceFolder folder =
        unstarted(
            root,
            settings(100, 64),
            (delay, task) -> {
              task.run(); // at once, so that the look is over when touched() returns
              looked.countDown();
              return () -> {};
            });
    folder.touched(root.resolve("a.txt"));
    assertEquals(0, looked.getCount());
    assertFalse(folder.ready().isDone());
    folder.start();
    folder.ready().join();
    assertEquals(fresh(root), seen());
  }

  /** The JDK keeps 512 events of a directory while nobody takes them; the rest it drops. */
  @Test
  void more_events_than_the_system_keeps_lead_to_a_look_at_everything() throws Exception {
    Path root = root();
    WorkspaceFolder folder = folder(root);
    synchronized (folder) { // which the thread that takes the events waits for
      for (int i = 0; i < 3_000; i++) {
        Files.writeString(root.resolve("f" + i + ".txt"), "x");
      }
      Path deep = Files.createDirectory(root.resolve("deep"));
      Files.writeString(deep.resolve("late.txt"), "x");
    }
    awaitFresh(root);
    assertTrue(folder.statistics().overflows() > 0, "nothing was lost");
    folder.checkInvariants();
  }

  /** A file system without events, links, inodes, and without files relative to a directory. */
  @Test
  void a_file_system_that_is_not_watched_is_looked_at_now_and_then() throws Exception {
    Path archive = temporary.resolve("files.zip");
    try (FileSystem system = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path root = Files.createDirectories(system.getPath("/w"));
      Files.writeString(root.resolve("a.txt"), "1");
      WorkspaceFolder folder = folder(root);
      assertEquals(fresh(root), seen());
      assertEquals(1, folder.statistics().unwatched());
      Files.writeString(root.resolve("b.txt"), "2");
      awaitFresh(root);
      Files.createDirectory(root.resolve("deep"));
      awaitFresh(root);
      Files.writeString(root.resolve("deep/c.java"), "3");
      awaitFresh(root);
      Files.delete(root.resolve("a.txt"));
      awaitFresh(root);
      folder.checkInvariants();
      folder.close();
      folder.gone().join();
    }
  }

  @Test
  void links_lead_nowhere() throws Exception {
    Path root = root();
    Path outside = root();
    Files.writeString(outside.resolve("secret.txt"), "not yours");
    Files.createSymbolicLink(root.resolve("out-of-it"), outside);
    Files.createSymbolicLink(root.resolve("secret.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("loop"), root);
    WorkspaceFolder folder = folder(root);
    assertEquals(fresh(root), seen());
    assertEquals(0, folder.statistics().files());
    assertEquals(3, folder.statistics().links());
  }

  @Test
  void an_unreadable_entry_is_counted_and_the_rest_is_there() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("a.txt"), "1");
    Path closed = Files.createDirectory(root.resolve("closed"));
    assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "SKIPPED: is root");
    try {
      WorkspaceFolder folder = folder(root);
      assertEquals(1, folder.statistics().files());
      assertTrue(folder.statistics().unreadable() > 0);
    } finally {
      closed.toFile().setReadable(true);
    }
  }

  @Test
  void limits_are_kept_and_told() throws Exception {
    Path root = root();
    for (int i = 0; i < 10; i++) {
      Files.writeString(root.resolve(i + ".txt"), "x");
    }
    Files.createDirectories(root.resolve("a/b/c"));
    WorkspaceFolder folder = folder(root, settings(6, 2));
    assertEquals(6, folder.statistics().files());
    assertEquals(3, folder.statistics().directories());
    assertEquals(5, folder.statistics().beyondLimits());
    folder.checkInvariants();
  }

  @Test
  void a_root_that_goes_and_comes_back_is_followed_on_a_rescan() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("a.txt"), "1");
    WorkspaceFolder folder = folder(root);
    Files.move(root, temporary.resolve("elsewhere"));
    folder.rescan();
    awaitFresh(root);
    assertEquals(Map.of(), seen());
    Files.move(temporary.resolve("elsewhere"), root);
    folder.rescan();
    awaitFresh(root);
    assertEquals(1, folder.statistics().files());
  }

  @Test
  void closing_takes_the_inputs_away() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("a.txt"), "1");
    WorkspaceFolder folder = folder(root);
    folder.close();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (contents.size() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertEquals(0, contents.size());
  }

  @Test
  void storms_leave_what_a_fresh_walk_finds() {
    Randomized.rounds(this::storm);
  }

  private void storm(Random random) throws Exception {
    inputs.clear();
    Path root = root();
    WorkspaceFolder folder = folder(root);
    var directories = new ArrayList<>(List.of(root));
    for (int phase = 0; phase < 3; phase++) {
      for (int i = 0; i < 60; i++) {
        change(random, root, directories);
        if (random.nextInt(40) == 0) {
          folder.overflowed(root);
        }
      }
      awaitFresh(root);
    }
    folder.checkInvariants();
    folder.close();
  }

  private static void change(Random random, Path root, List<Path> directories) {
    directories.removeIf(d -> !Files.isDirectory(d));
    Path directory = directories.get(random.nextInt(directories.size()));
    Path file = directory.resolve("f" + random.nextInt(4) + (random.nextBoolean() ? ".java" : ""));
    Path other = directories.get(random.nextInt(directories.size()));
    try {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> Files.writeString(file, "" + random.nextInt(5));
        case 4 -> Files.writeString(file, "x".repeat(random.nextInt(2_000)));
        case 5 -> Files.deleteIfExists(file);
        case 6, 7 -> {
          Path made = directory.resolve("d" + random.nextInt(3));
          Files.createDirectory(made);
          directories.add(made);
        }
        case 8 -> {
          if (!directory.equals(root)) {
            Path to = other.resolve("d" + random.nextInt(3));
            if (!to.startsWith(directory) && !Files.exists(to)) {
              Files.move(directory, to);
              try (Stream<Path> all = Files.walk(to)) {
                directories.addAll(all.filter(Files::isDirectory).toList());
              }
            }
          }
        }
        case 9 -> {
          if (!directory.equals(root)) {
            delete(directory);
          }
        }
        case 10 -> {
          Path to = other.resolve("f" + random.nextInt(4));
          if (Files.isRegularFile(file)) {
            Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
          }
        }
        default -> {
          Path rules = directory.resolve(".gitignore");
          if (random.nextBoolean()) {
            Files.writeString(rules, random.nextBoolean() ? "/d1\n" : "/f2\n");
          } else {
            Files.deleteIfExists(rules);
          }
        }
      }
    } catch (IOException e) {
      // It is not there, or there already: no change.
    }
  }

  private static void delete(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
