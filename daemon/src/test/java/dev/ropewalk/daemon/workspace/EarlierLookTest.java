package dev.ropewalk.daemon.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierLookTest {
  private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

  /** Languages of one set. */
  private record Languages(String digest, String java) implements FileLanguages {
    @Override
    public boolean isCandidate(String path) {
      return true;
    }

    @Override
    public String of(String path, CharSequence beginning) {
      return path.endsWith(".java") ? java : "";
    }

    @Override
    public boolean knows(String name) {
      return name.equals(java);
    }
  }

  private static final FolderTree.Watching UNWATCHED =
      new FolderTree.Watching() {
        @Override
        public void enter(Path directory) {}

        @Override
        public void leave(Path directory) {}
      };

  @TempDir Path temporary;
  private Path root = Path.of("");
  private DiskStore store = open(Path.of(""));

  @BeforeEach
  void begin() throws IOException {
    root = Files.createDirectory(temporary.toRealPath().resolve("root"));
    store = open(temporary.resolve("store"));
  }

  @AfterEach
  void end() {
    store.close();
  }

  private static DiskStore open(Path directory) {
    return DiskStore.open(directory, StoreSettings.defaults(), InstantSource.system());
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, OLD);
  }

  /** A process that looks at everything. */
  private final class Session {
    private final FolderTree tree;
    private final FileLanguages languages;
    private final Map<String, Object> inputs = new TreeMap<>();

    Session(FileLanguages languages) {
      this.languages = languages;
      tree =
          new FolderTree(
              root,
              WorkspaceSettings.defaults(),
              languages,
              new Contents(1_000),
              UNWATCHED,
              Clock.systemUTC());
    }

    Session start() {
      var all = new Changes();
      all.trees().add(root);
      take(tree.look(all, false, EarlierLook.load(store, root, languages), this::take));
      return this;
    }

    void prove() {
      var some = new Changes();
      some.files().addAll(tree.unproven(100));
      take(tree.look(some, false, EarlierLook.NONE, this::take));
    }

    void end() {
      tree.checkInvariants();
      tree.save(store);
      store.flush();
    }

    private void take(List<InputWrite> batch) {
      for (InputWrite write : batch) {
        if (write.value() == null) {
          inputs.remove(write.key().display());
        } else {
          inputs.put(write.key().display(), write.value());
        }
      }
    }

    long reads() {
      return tree.statistics().reads();
    }
  }

  private static final Languages ONE = new Languages("one", "java@1");

  @Test
  void a_second_start_reads_what_changed_alone() throws IOException {
    file("A.java", "class A {}");
    file("deep/er/B.java", "class B {}");
    file("deep/b.txt", "text");
    file("large.txt", "x".repeat(2_000));
    var first = new Session(ONE).start();
    assertEquals(4, first.reads());
    first.end();
    var second = new Session(ONE).start();
    assertEquals(first.inputs, second.inputs);
    assertEquals(1, second.reads()); // of the large one there is nothing but its size
    second.tree.checkInvariants();
    file("deep/b.txt", "other text");
    file("new.txt", "new");
    Files.delete(root.resolve("A.java"));
    var third = new Session(ONE).start();
    assertEquals(3, third.reads());
    assertEquals(fresh().inputs, third.inputs);
    third.tree.checkInvariants();
  }

  @Test
  void a_change_that_leaves_size_and_time_is_found_when_files_are_read_again() throws IOException {
    file("a.txt", "1");
    file("b.txt", "1");
    new Session(ONE).start().end();
    file("a.txt", "2"); // in place, so the inode is the old one
    var deceived = new Session(ONE).start();
    assertEquals(0, deceived.reads());
    assertNotEquals(fresh().inputs, deceived.inputs);
    deceived.prove();
    assertEquals(fresh().inputs, deceived.inputs);
    assertEquals(List.of(), deceived.tree.unproven(100));
    assertEquals(2, deceived.reads());
  }

  @Test
  void another_file_of_the_name_is_read() throws IOException {
    file("a.txt", "1");
    new Session(ONE).start().end();
    file("other.txt", "2");
    Files.delete(root.resolve("a.txt"));
    Files.move(root.resolve("other.txt"), root.resolve("a.txt"));
    var second = new Session(ONE).start();
    assertEquals(1, second.reads());
    assertEquals(fresh().inputs, second.inputs);
  }

  @Test
  void a_file_that_was_just_changed_is_not_believed() throws IOException {
    file("a.txt", "1");
    Files.setLastModifiedTime(
        root.resolve("a.txt"), FileTime.fromMillis(System.currentTimeMillis()));
    new Session(ONE).start().end();
    assertEquals(1, new Session(ONE).start().reads());
  }

  @Test
  void other_languages_mean_another_look() throws IOException {
    file("A.java", "class A {}");
    file("a.txt", "text");
    new Session(ONE).start().end();
    var others = new Session(new Languages("two", "java@2")).start();
    assertEquals(2, others.reads());
    // A grammar that is not there, whatever the digest says, is nobody's language.
    assertEquals(1, new Session(new Languages("one", "java@2")).start().reads());
    var silent = new Session(new Languages("", "java@1"));
    silent.start().end();
    assertEquals(2, silent.reads());
  }

  /** What a process that knows nothing of earlier ones sees. */
  private Session fresh() {
    return new Session(new Languages("", "java@1")).start();
  }

  @Test
  void random_trees_are_what_they_were() {
    Randomized.rounds(this::round);
  }

  private void round(Random random) throws Exception {
    var states = new HashMap<Path, Map<String, SeenFile>>();
    for (int d = 0; d < 20; d++) {
      var files = new TreeMap<String, SeenFile>();
      Path directory = d == 0 ? root : root.resolve("d" + d);
      for (int f = random.nextInt(10); f > 0; f--) {
        String name =
            "f" + Integer.toString(random.nextInt(1_000), 36) + (random.nextBoolean() ? "é" : "");
        Path file = Files.createDirectories(directory).resolve(name);
        Files.writeString(file, "x".repeat(random.nextInt(50)));
        Files.setLastModifiedTime(file, FileTime.fromMillis(random.nextLong(-1L << 40, 1L << 41)));
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        String content = Contents.id(Files.readAllBytes(file));
        String language = random.nextBoolean() ? "" : "java@1";
        files.put(
            name,
            SeenFile.of(
                attributes,
                random.nextInt(5) == 0 ? SeenFile.Trust.RACY : SeenFile.Trust.READ,
                new FileState(content, language, attributes.size())));
      }
      states.put(directory, files);
    }
    byte[] bytes = EarlierLook.encode(root, states);
    EarlierLook decoded = EarlierLook.decode(bytes, root, ONE);
    for (var directory : states.entrySet()) {
      for (var file : directory.getValue().entrySet()) {
        Path path = directory.getKey().resolve(file.getKey());
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        var found = decoded.state(directory.getKey(), file.getKey(), attributes);
        assertEquals(
            file.getValue().trust() != SeenFile.Trust.RACY, found.isPresent(), path.toString());
        found.ifPresent(state -> assertEquals(file.getValue().state(), state));
      }
    }
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = bytes.clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        EarlierLook.decode(damaged, root, ONE);
      } catch (CanonicalException e) {
        refused++;
      }
    }
    assertTrue(refused > 0);
  }

  @Test
  void what_is_damaged_on_disk_is_read_anew() throws IOException {
    file("a.txt", "1");
    new Session(ONE).start().end();
    List<Path> files;
    try (Stream<Path> all = Files.walk(temporary.resolve("store"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertFalse(files.isEmpty());
    for (Path kept : files) {
      byte[] bytes = Files.readAllBytes(kept);
      if (bytes.length > 0) {
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept, bytes);
      }
    }
    assertEquals(1, new Session(ONE).start().reads());
  }
}
