package dev.ropewalk.daemon.workspace;

import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.ResultStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known of a root; one look at a time, from any thread. */
final class FolderTree {
  /*
   *   F1  Each directory of `nodes` but the root is among the directories of its parent's node, and
   *       each of those has a node.
   *   F2  `count` is the number of files of all nodes.
   *   F3  What look() has given, applied in order, are the inputs: a directory for each node, a
   *       file for each entry.
   *   F4  A directory is watched before it is listed and before its ignore file is read, so what
   *       changes later is an event.
   *   F5  The inode of a node is that of the directory that is watched; another directory of the
   *       same name is entered anew, and so is one whose watch ended, for an inode may come again.
   *
   * Of a file whose size, time and inode are what they were the content is not read again, unless an
   * event names it, or it was changed so shortly before the last look that another change would have
   * left the same time (FileReads). What an earlier process knew counts likewise, for a while: whoever
   * asks for looks names what `unproven` gives. Links are not followed, so there is no loop and nothing outside
   * the root; a directory that becomes a link between its listing and the reading of its files is
   * found when it is opened for that (DirectoryFiles).
   *
   * Files are read beside the listing. Cost: a listing for each directory that is named, a read for
   * each file that changed.
   */
  /** Inputs that are written before a look is at its end, so that work on them begins. */
  private static final int AHEAD = 1_000;

  private static final class Node {
    private final IgnoreRules rules;
    private final int depth;
    private final @Nullable Object inode;
    private final TreeMap<String, SeenFile> files = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();
    private boolean written;

    Node(IgnoreRules rules, int depth, @Nullable Object inode) {
      this.rules = rules;
      this.depth = depth;
      this.inode = inode;
    }

    /** The same with other rules. */
    Node under(IgnoreRules changed) {
      var copy = new Node(changed, depth, inode);
      copy.files.putAll(files);
      copy.directories.addAll(directories);
      copy.written = written;
      return copy;
    }

    DirectoryState state() {
      return new DirectoryState(List.copyOf(files.keySet()), List.copyOf(directories));
    }
  }

  /** Files of a directory that are being read. */
  private record Unread(Path directory, Node node, FileReads.Batch batch) {}

  /** Where directories are watched. */
  interface Watching {
    void enter(Path directory);

    void leave(Path directory);
  }

  private final Path root;
  private final WorkspaceSettings settings;
  private final FileLanguages languages;
  private final Contents contents;
  private final Watching watching;
  private final Clock clock;
  private final Map<Path, Node> nodes = new HashMap<>();
  private final Map<InputKey, InputWrite> writes = new LinkedHashMap<>();
  private final List<Unread> unread = new ArrayList<>();
  private Predicate<Path> named = file -> false;
  private int count;

  /** Files that this look has found and not yet taken. */
  private int fresh;

  private EarlierLook earlier = EarlierLook.NONE;

  private Consumer<List<InputWrite>> ahead = batch -> {};

  private final LongAdder links = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder beyondLimits = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private long readsBefore;

  /** Files and directories after the last look, for whoever asks meanwhile. */
  private volatile int filesSeen;

  private volatile int directoriesSeen;

  FolderTree(
      Path root,
      WorkspaceSettings settings,
      FileLanguages languages,
      Contents contents,
      Watching watching,
      Clock clock) {
    this.root = root;
    this.settings = settings;
    this.languages = languages;
    this.contents = contents;
    this.watching = watching;
    this.clock = clock;
  }

  /**
   * Looks at what may have changed; what did is returned, as one batch.
   *
   * @param everything whether files are read again whatever their size and time say
   * @param known what an earlier process knew of files that are new here
   * @param early hears of parts of what changed while the look goes on; those are not returned, and
   *     are to be applied in order, before the rest
   */
  List<InputWrite> look(
      Changes changes, boolean everything, EarlierLook known, Consumer<List<InputWrite>> early) {
    earlier = known;
    ahead = early;
    writes.clear();
    unread.clear();
    fresh = 0;
    named = everything ? file -> true : changes.files()::contains;
    try (FileReads reading = reads()) {
      list(changes, reading);
      reading.finish();
    }
    for (Unread one : unread) {
      takeAll(one);
    }
    earlier = EarlierLook.NONE;
    filesSeen = count;
    directoriesSeen = nodes.size();
    return List.copyOf(writes.values());
  }

  private FileReads reads() {
    Path real;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      real = root; // it is gone, and so is all below
    }
    int helpers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    return new FileReads(real, languages, contents.maxBytes(), clock, helpers);
  }

  private void list(Changes changes, FileReads reading) {
    var listed =
        new TreeSet<Path>(Comparator.comparingInt(Path::getNameCount).thenComparing(p -> p));
    listed.addAll(changes.directories());
    changes.files().forEach(file -> listed.add(Objects.requireNonNull(file.getParent())));
    for (Path tree : topmost(changes.trees())) {
      renew(tree, reading);
      listed.removeIf(directory -> directory.startsWith(tree));
    }
    var done = new HashSet<Path>();
    for (Path named : listed) {
      Path directory = named;
      while (directory != null && !nodes.containsKey(directory)) {
        directory = directory.getParent(); // somebody tells of a file in a new directory
      }
      Node node = directory == null ? null : nodes.get(directory);
      if (node != null && done.add(directory)) {
        list(directory, node, reading);
      }
    }
  }

  /** The root with all below leaves the inputs. */
  List<InputWrite> clear() {
    writes.clear();
    if (nodes.containsKey(root)) {
      forget(root);
    }
    filesSeen = count;
    directoriesSeen = 0;
    return List.copyOf(writes.values());
  }

  private static List<Path> topmost(Iterable<Path> trees) {
    var kept = new ArrayList<Path>();
    var sorted =
        new TreeSet<Path>(Comparator.comparingInt(Path::getNameCount).thenComparing(p -> p));
    trees.forEach(sorted::add);
    for (Path tree : sorted) {
      if (kept.stream().noneMatch(tree::startsWith)) {
        kept.add(tree);
      }
    }
    return kept;
  }

  /** Lists a directory and all below, with ignore rules read anew; what is known stays known. */
  private void renew(Path tree, FileReads reading) {
    Node old = nodes.get(tree);
    if (tree.equals(root)) {
      if (Files.isDirectory(root)) {
        descend(root, reading);
      } else if (old != null) {
        forget(root);
      }
      return;
    }
    Path parent = Objects.requireNonNull(tree.getParent());
    Node above = nodes.get(parent);
    if (above == null) {
      return;
    }
    list(parent, above, reading); // it may be gone, or be another one
    if (old != null && nodes.get(tree) == old) {
      descend(tree, reading);
    }
  }

  /** Lists a directory and all that it had before; new ones are listed with it anyway. */
  private void descend(Path top, FileReads reading) {
    var todo = new ArrayDeque<Path>();
    todo.add(top);
    while (!todo.isEmpty()) {
      Path directory = todo.poll();
      Node old = nodes.get(directory);
      if (old == null && !directory.equals(root)) {
        continue;
      }
      watching.enter(directory); // F4, F5
      IgnoreRules rules = rules(directory);
      Node node = old == null ? new Node(rules, 0, null) : old.under(rules);
      nodes.put(directory, node);
      var before = new HashMap<Path, Node>();
      for (String name : node.directories) {
        Path below = directory.resolve(name);
        before.put(below, Objects.requireNonNull(nodes.get(below)));
      }
      list(directory, node, reading);
      before.forEach(
          (below, known) -> {
            if (nodes.get(below) == known) {
              todo.add(below);
            }
          });
    }
  }

  /** The rules of a directory whose parent has a node; read when it is watched already. */
  private IgnoreRules rules(Path directory) {
    return directory.equals(root)
        ? IgnoreRules.ofRoot(root, settings.excludes())
        : Objects.requireNonNull(nodes.get(directory.getParent())).rules.with(directory);
  }

  /** Lists a directory, and those that are new in it with all below. */
  private void list(Path directory, Node node, FileReads reading) {
    var todo = new ArrayDeque<Path>();
    listOne(directory, node, todo, reading);
    while (!todo.isEmpty()) {
      Path fresh = todo.poll();
      watching.enter(fresh); // F4
      Node made = Objects.requireNonNull(nodes.get(fresh)).under(rules(fresh));
      nodes.put(fresh, made);
      listOne(fresh, made, todo, reading);
    }
  }

  private void listOne(Path directory, Node node, ArrayDeque<Path> fresh, FileReads reading) {
    var files = new TreeMap<String, BasicFileAttributes>();
    var below = new TreeMap<String, Optional<Object>>();
    entries(directory, node, files, below);
    boolean changed = !node.written;
    for (String gone : List.copyOf(node.directories)) {
      if (!below.containsKey(gone)) {
        node.directories.remove(gone);
        forget(directory.resolve(gone));
        changed = true;
      }
    }
    for (String gone : List.copyOf(node.files.keySet())) {
      if (!files.containsKey(gone)) {
        drop(directory.resolve(gone), Objects.requireNonNull(node.files.remove(gone)));
        changed = true;
      }
    }
    for (var entry : below.entrySet()) {
      Path child = directory.resolve(entry.getKey());
      Object inode = entry.getValue().orElse(null);
      Node known = nodes.get(child);
      if (known != null && !Objects.equals(known.inode, inode)) {
        forget(child); // F5
        known = null;
      }
      changed |= node.directories.add(entry.getKey());
      if (known == null) {
        nodes.put(child, new Node(node.rules, node.depth + 1, inode));
        fresh.add(child);
      }
    }
    var changedFiles = new ArrayList<FileReads.Wanted>();
    for (var entry : files.entrySet()) {
      String name = entry.getKey();
      if (remember(directory, name, node, entry.getValue())) {
        changed = true;
      } else if (isWanted(directory, name, node, entry.getValue())) {
        changedFiles.add(new FileReads.Wanted(directory.resolve(name), entry.getValue()));
      }
    }
    for (int i = 0; i < changedFiles.size(); i += FileReads.BATCH_FILES) {
      int end = Math.min(i + FileReads.BATCH_FILES, changedFiles.size());
      var batch = new FileReads.Batch(directory, changedFiles.subList(i, end));
      unread.add(new Unread(directory, node, batch));
      reading.add(batch);
    }
    node.written &= !changed;
    // One with files that are being read is written with them.
    if (!node.written && changedFiles.isEmpty()) {
      write(directory, node);
      if (writes.size() >= AHEAD) {
        ahead.accept(List.copyOf(writes.values()));
        writes.clear();
      }
    }
  }

  private void write(Path directory, Node node) {
    node.written = true;
    put(node.state().write(directory));
  }

  private void put(InputWrite write) {
    writes.put(write.key(), write);
  }

  private void entries(
      Path directory,
      Node node,
      Map<String, BasicFileAttributes> files,
      Map<String, Optional<Object>> below) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        entry(entry, node, files, below);
      }
    } catch (IOException | DirectoryIteratorException e) {
      unreadable.increment();
    }
  }

  private void entry(
      Path entry,
      Node node,
      Map<String, BasicFileAttributes> files,
      Map<String, Optional<Object>> below) {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      unreadable.increment();
      return;
    }
    String name = Objects.requireNonNull(entry.getFileName()).toString();
    if (attributes.isSymbolicLink()) {
      links.increment();
    } else if (attributes.isDirectory()) {
      if (!node.rules.ignores(entry, true)) {
        if (node.depth + 1 > settings.maxDepth()) {
          beyondLimits.increment();
        } else {
          below.put(name, Optional.ofNullable(attributes.fileKey()));
        }
      }
    } else if (attributes.isRegularFile()
        && languages.isCandidate(entry.toString())
        && !node.rules.ignores(entry, false)) {
      files.put(name, attributes);
    }
  }

  /** Whether a file has to be read. */
  private boolean isWanted(Path directory, String name, Node node, BasicFileAttributes attributes) {
    SeenFile seen = node.files.get(name);
    if (seen == null) {
      if (!hasRoom()) {
        beyondLimits.increment();
        return false;
      }
      fresh++;
      return true;
    }
    return !seen.isStill(attributes) || named.test(directory.resolve(name));
  }

  private boolean hasRoom() {
    return count + fresh < settings.maxFiles();
  }

  /** Takes a new file as an earlier process knew it; false when that is not known. */
  private boolean remember(Path directory, String name, Node node, BasicFileAttributes attributes) {
    if (earlier.isEmpty() || node.files.containsKey(name) || !hasRoom()) {
      return false;
    }
    Optional<FileState> known = earlier.state(directory, name, attributes);
    if (known.isEmpty() || known.get().sizeBytes() > contents.maxBytes()) {
      return false;
    }
    Path file = directory.resolve(name);
    node.files.put(name, SeenFile.of(attributes, SeenFile.Trust.EARLIER, known.get()));
    count++;
    contents.add(known.get().content(), file);
    put(known.get().write(file));
    return true;
  }

  /** Files that only an earlier process has read; at most so many. */
  List<Path> unproven(int most) {
    var found = new ArrayList<Path>();
    for (var entry : nodes.entrySet()) {
      for (var file : entry.getValue().files.entrySet()) {
        if (found.size() == most) {
          return found;
        }
        if (file.getValue().trust() == SeenFile.Trust.EARLIER) {
          found.add(entry.getKey().resolve(file.getKey()));
        }
      }
    }
    return found;
  }

  /** Keeps what is known for a later process. */
  void save(ResultStore store) {
    readsBefore = reads.sum();
    var all = new HashMap<Path, Map<String, SeenFile>>();
    nodes.forEach((directory, node) -> all.put(directory, node.files));
    EarlierLook.save(store, root, languages, all);
  }

  /** Whether files were read since what is known was kept. */
  boolean hasNews() {
    return reads.sum() != readsBefore;
  }

  /** Takes what was read of a directory. */
  private void takeAll(Unread unread) {
    Node node = unread.node;
    List<FileReads.Wanted> files = unread.batch.files();
    reads.add(files.size());
    if (nodes.get(unread.directory) != node) {
      return; // a later listing of the same look counts
    }
    boolean changed = false;
    for (int i = 0; i < files.size(); i++) {
      changed |= take(files.get(i), unread.batch.found(i), node);
    }
    if (changed || !node.written) {
      write(unread.directory, node);
    }
  }

  /** Takes a file; whether it is new in its directory, or in it no more. */
  private boolean take(FileReads.Wanted one, FileReads.@Nullable Found found, Node node) {
    Path file = one.file();
    String name = Objects.requireNonNull(file.getFileName()).toString();
    SeenFile before = node.files.get(name);
    if (found == null) {
      unreadable.increment();
      if (before != null) {
        node.files.remove(name);
        drop(file, before);
      }
      return before != null;
    }
    FileState state = found.state();
    SeenFile.Trust trust = found.racy() ? SeenFile.Trust.RACY : SeenFile.Trust.READ;
    node.files.put(name, SeenFile.of(one.attributes(), trust, state));
    if (before == null) {
      count++;
    }
    if (before == null || !before.state().equals(state)) {
      if (before != null) {
        contents.remove(before.state().content(), file);
      }
      contents.add(state.content(), file);
      put(found.write());
    }
    return before == null;
  }

  private void drop(Path file, SeenFile seen) {
    count--;
    contents.remove(seen.state().content(), file);
    put(InputWrite.remove(FileState.key(file.toString())));
  }

  private void forget(Path top) {
    var todo = new ArrayDeque<Path>();
    todo.add(top);
    while (!todo.isEmpty()) {
      Path directory = todo.poll();
      Node node = nodes.remove(directory);
      if (node != null) {
        watching.leave(directory);
        node.files.forEach((name, seen) -> drop(directory.resolve(name), seen));
        node.directories.forEach(name -> todo.add(directory.resolve(name)));
        put(InputWrite.remove(DirectoryState.key(directory.toString())));
      }
    }
  }

  /** All inputs of this tree. */
  List<InputWrite> inputs() {
    var all = new ArrayList<InputWrite>();
    nodes.forEach(
        (directory, node) -> {
          all.add(node.state().write(directory));
          node.files.forEach((name, seen) -> all.add(seen.state().write(directory.resolve(name))));
        });
    return all;
  }

  FolderStatistics statistics() {
    return new FolderStatistics(
        filesSeen,
        directoriesSeen,
        0,
        links.sum(),
        unreadable.sum(),
        beyondLimits.sum(),
        0,
        0,
        reads.sum());
  }

  /** Checks F1 and F2; for tests, while nothing looks. */
  void checkInvariants() {
    int files = 0;
    for (var entry : nodes.entrySet()) {
      Path directory = entry.getKey();
      files += entry.getValue().files.size();
      if (!directory.equals(root)) {
        Node above = nodes.get(directory.getParent());
        if (above == null || !above.directories.contains(directory.getFileName().toString())) {
          throw new IllegalStateException("F1: " + directory + " is not in its parent");
        }
      }
      for (String below : entry.getValue().directories) {
        if (!nodes.containsKey(directory.resolve(below))) {
          throw new IllegalStateException("F1: " + directory.resolve(below) + " has no node");
        }
      }
    }
    if (files != count) {
      throw new IllegalStateException("F2: " + files + " files, counted " + count);
    }
  }
}
