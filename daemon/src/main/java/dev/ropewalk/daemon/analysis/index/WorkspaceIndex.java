package dev.ropewalk.daemon.analysis.index;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.Imports;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.Cancelled;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.engine.Run;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.daemon.schedule.Scheduler;
import dev.ropewalk.daemon.workspace.Contents;
import dev.ropewalk.daemon.workspace.DirectoryState;
import dev.ropewalk.daemon.workspace.FileState;
import dev.ropewalk.daemon.workspace.FolderStatistics;
import dev.ropewalk.daemon.workspace.WorkspaceFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The index of all directories that clients work in; those of equal roots share one. */
public final class WorkspaceIndex implements AutoCloseable {
  /*
   * Making the index is asking the queries for every file that changed, a few at a time and at the
   * guests' low priority, and then for the trees: what is asked later is there. Nothing rests on it:
   * a search before that computes what it needs.
   *
   *   X1  A file is waited for once, alone or with its share of a directory, and `active` workers
   *       take from `waiting`; a worker ends under the lock that shows it an empty queue, so none is
   *       left behind.
   *   X2  A root stays for LINGER after its last client went: editors restart. Until its inputs are
   *       gone, a new folder of the same root does not begin.
   *
   * Two roots of which one is in the other have a folder each and write the same inputs; when one
   * goes, the other states its own again.
   *
   * The lock is held for moments, never while a query, a file or a listener is called.
   */
  private static final System.Logger LOG = System.getLogger(WorkspaceIndex.class.getName());

  /** How long a root stays that nobody works in: an editor that restarts is back sooner. */
  private static final Duration LINGER = Duration.ofMinutes(5);

  /** How long the end waits for workers, which look every few milliseconds whether they should. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  /** A disk that is slower than the guests holds a worker up, one that hangs does not. */
  private static final Duration DISK_PATIENCE = Duration.ofSeconds(1);

  /** Times that a run which a later one overtook is begun again. */
  private static final int MAX_RETRIES = 100;

  /** Of so many files one is told of. */
  private static final int PROGRESS_STEP = 16;

  /**
   * What an index needs.
   *
   * @param store where a later process finds which files there were
   * @param executor virtual threads
   */
  public record Setup(
      WorkspaceSettings settings,
      LanguageRegistry languages,
      Engine engine,
      ResultStore store,
      Scheduler scheduler,
      Executor executor) {}

  private final Setup setup;
  private final Contents contents;
  private final FileAnalyser analyser;
  private final IndexQueries queries;
  private final ImportResolver imports;
  private final SymbolSearch search;
  private final WorkspaceFacts facts;
  private final List<IndexListener> listeners = new CopyOnWriteArrayList<>();
  private final Set<Run> runs = ConcurrentHashMap.newKeySet();

  /** Files analysed while some root is not complete: what a search can know by then. */
  private final Set<String> early = ConcurrentHashMap.newKeySet();

  /** Likewise shares of directories that a disk had. */
  private final Set<String> earlyChunks = ConcurrentHashMap.newKeySet();

  private final LongAdder analysed = new LongAdder();
  private final LongAdder failed = new LongAdder();

  @GuardedBy("this")
  private final Map<Path, Root> roots = new HashMap<>();

  @GuardedBy("this")
  private final Map<Path, CompletableFuture<Void>> going = new HashMap<>();

  @GuardedBy("this")
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private final Set<String> queued = new HashSet<>();

  @GuardedBy("this")
  private int active;

  @GuardedBy("this")
  private long done;

  @GuardedBy("this")
  private long total;

  @GuardedBy("this")
  private boolean stale;

  @GuardedBy("this")
  private boolean settling;

  private volatile boolean closed;

  /**
   * Files to be analysed.
   *
   * @param chunk the share of their directory that may be on disk as a whole; empty for none
   */
  private record Work(String chunk, List<String> files) {}

  private static final class Root {
    private final WorkspaceFolder folder;
    private int clients;

    /** Whether all its files were analysed once. */
    private boolean complete;

    private Scheduler.@Nullable Pending end;

    Root(WorkspaceFolder folder) {
      this.folder = folder;
    }
  }

  /** Makes an index of nothing. */
  public WorkspaceIndex(Setup setup) {
    this.setup = setup;
    contents = new Contents(setup.settings().maxFileBytes());
    analyser = new FileAnalyser(setup.languages(), contents);
    queries = new IndexQueries(analyser, setup.settings().withoutSymbols());
    imports = new ImportResolver(queries);
    search = new SymbolSearch(queries);
    facts = new WorkspaceFacts(queries, imports, analyser);
    setup
        .engine()
        .know(
            queries.all(),
            List.of(FileState.KIND, DirectoryState.KIND, ImportResolver.ROOTS.kind()));
    setup.engine().know(imports.all(), List.of());
    setup.engine().know(facts.all(), List.of());
  }

  /** A root that somebody works in; close it when nobody does. */
  public final class Opened implements AutoCloseable {
    private final Path root;
    private final WorkspaceFolder folder;
    private boolean gone;

    private Opened(Path root, WorkspaceFolder folder) {
      this.root = root;
      this.folder = folder;
    }

    /** Where it is: absolute, normalised. */
    public Path root() {
      return root;
    }

    /** Done when its files are known; they need not have been analysed. */
    public CompletableFuture<Void> scanned() {
      return folder.ready();
    }

    /** Somebody says that something happened to a file below it. */
    public void touched(Path path) {
      folder.touched(path);
    }

    @Override
    public synchronized void close() {
      if (!gone) {
        gone = true;
        release(root);
      }
    }
  }

  /** Begins to index a directory, unless it is indexed already. */
  public Opened open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    WorkspaceFolder fresh = null;
    CompletableFuture<Void> before;
    Root known;
    synchronized (this) {
      known = roots.get(root);
      if (known == null) {
        fresh =
            new WorkspaceFolder(
                root,
                new WorkspaceFolder.Setup(
                    setup.settings(),
                    analyser,
                    contents,
                    setup.engine(),
                    setup.scheduler(),
                    setup.executor(),
                    Clock.systemUTC(),
                    setup.store(),
                    this::written));
        known = new Root(fresh);
        roots.put(root, known);
      }
      known.clients++;
      if (known.end != null) {
        known.end.cancel();
        known.end = null;
      }
      before = going.getOrDefault(root, CompletableFuture.completedFuture(null));
    }
    if (fresh != null) {
      writeRoots();
      var unused = before.thenRun(later(fresh)); // X2
      var unusedToo =
          fresh
              .ready()
              .thenRun(
                  () -> {
                    synchronized (this) {
                      stale = true;
                    }
                    settle();
                  });
    }
    return new Opened(root, known.folder);
  }

  private Runnable later(WorkspaceFolder folder) {
    return () -> {
      var unused = setup.scheduler().after(setup.settings().startDelay(), folder::start);
    };
  }

  private void release(Path path) {
    synchronized (this) {
      Root root = roots.get(path);
      if (root == null || --root.clients > 0) {
        return;
      }
      root.end = setup.scheduler().after(LINGER, () -> end(path));
    }
  }

  /** Lets a root go in which nobody works. */
  void end(Path path) {
    WorkspaceFolder ending;
    List<WorkspaceFolder> others = new ArrayList<>();
    synchronized (this) {
      Root root = roots.get(path);
      if (root == null || root.clients > 0) {
        return;
      }
      roots.remove(path);
      ending = root.folder;
      going.put(path, ending.gone());
      roots.forEach(
          (other, its) -> {
            if (other.startsWith(path) || path.startsWith(other)) {
              others.add(its.folder);
            }
          });
    }
    ending.close();
    writeRoots();
    var unused =
        ending
            .gone()
            .thenRun(
                () -> {
                  synchronized (this) {
                    going.remove(path, ending.gone());
                  }
                  others.forEach(WorkspaceFolder::restate);
                });
  }

  private void writeRoots() {
    List<String> paths;
    synchronized (this) {
      paths = roots.keySet().stream().map(Path::toString).sorted().toList();
    }
    setup.engine().write(List.of(new Roots(paths).write()));
  }

  /** Hears of progress from now on; closing the answer ends that. */
  public AutoCloseable subscribe(IndexListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The languages are other ones: every file is looked at anew. */
  public void languagesChanged() {
    analyser.languagesChanged();
    List<WorkspaceFolder> all;
    synchronized (this) {
      all = roots.values().stream().map(root -> root.folder).toList();
    }
    all.forEach(WorkspaceFolder::renewLanguages);
  }

  private void written(WorkspaceFolder folder, List<InputWrite> batch) {
    var sizes = new HashMap<String, Integer>();
    for (InputWrite write : batch) {
      if (write.value() instanceof DirectoryState directory) {
        sizes.put(write.key().name(), directory.files().size());
      }
    }
    var shares = new LinkedHashMap<String, List<String>>();
    int workers;
    synchronized (this) {
      stale = true;
      for (InputWrite write : batch) {
        if (write.value() instanceof FileState state
            && queries.reason(state) == FileFacts.Reason.NONE
            && queued.add(write.key().name())) {
          String path = write.key().name();
          total++;
          String chunk = chunkOf(path, sizes);
          if (chunk.isEmpty()) {
            waiting.add(new Work("", List.of(path)));
          } else {
            shares.computeIfAbsent(chunk, same -> new ArrayList<>()).add(path);
          }
        }
      }
      shares.forEach((chunk, files) -> waiting.add(new Work(chunk, List.copyOf(files))));
      workers = newWorkers();
    }
    startWorkers(workers);
    settle();
  }

  /** The share of a file whose directory is new, or has other files than before; else nothing. */
  private static String chunkOf(String path, Map<String, Integer> sizes) {
    int slash = path.lastIndexOf('/');
    String directory = slash <= 0 ? "/" : path.substring(0, slash);
    Integer files = sizes.get(directory);
    return files == null ? "" : IndexQueries.chunkOf(path.substring(slash + 1), files, directory);
  }

  /** How many workers have to be started, who count as active from now on. */
  @GuardedBy("this")
  private int newWorkers() {
    int workers = Math.max(0, Math.min(waiting.size(), setup.settings().parallelFiles() - active));
    active += workers;
    return workers;
  }

  private void startWorkers(int count) {
    for (int i = 0; i < count; i++) {
      start(this::work);
    }
  }

  private void start(Runnable task) {
    try {
      setup.executor().execute(task);
    } catch (RejectedExecutionException e) {
      closed = true; // the daemon ends
    }
  }

  private void work() {
    while (true) {
      Work work;
      long before;
      long now;
      long all;
      synchronized (this) {
        work = closed ? null : waiting.poll();
        if (work == null) {
          active--;
          notifyAll();
          break;
        }
        work.files().forEach(queued::remove);
        before = done;
        done += work.files().size();
        now = done;
        all = total;
      }
      if (before == 0 || before / PROGRESS_STEP != now / PROGRESS_STEP) {
        listeners.forEach(listener -> listener.progress(now, all));
      }
      if (work.chunk().isEmpty()) {
        work.files().forEach(this::analyse);
      } else if (!restore(work)) {
        one(work);
      }
    }
    settle();
  }

  /** Takes the files of a share one by one, since they are not on disk as a whole. */
  private void one(Work share) {
    int workers;
    synchronized (this) {
      for (String path : share.files()) {
        done--;
        if (queued.add(path)) {
          waiting.add(new Work("", List.of(path)));
        } else {
          total--; // it changed meanwhile, and waits already
        }
      }
      workers = newWorkers();
    }
    startWorkers(workers);
  }

  private boolean restore(Work share) {
    try {
      if (look(run -> run.restore(queries.chunk, share.chunk()))) {
        earlyChunks.add(share.chunk());
        analysed.add(share.files().size());
        return true;
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a share of a directory was not looked for", e);
    }
    return false;
  }

  private void analyse(String path) {
    setup.store().awaitRoom(DISK_PATIENCE);
    try {
      get(queries.fileNames, path);
      early.add(path);
      analysed.increment();
    } catch (RuntimeException e) {
      failed.increment();
      LOG.log(System.Logger.Level.DEBUG, "a file of a workspace was not analysed", e);
    }
  }

  /** When nothing waits any more and every root has been looked at, the trees are gathered. */
  private void settle() {
    List<String> paths;
    synchronized (this) {
      if (active > 0 || !stale || settling || closed || isLooking()) {
        return;
      }
      settling = true;
      stale = false;
      paths = roots.keySet().stream().map(Path::toString).toList();
    }
    start(() -> gather(paths));
  }

  @GuardedBy("this")
  private boolean isLooking() {
    return roots.values().stream().anyMatch(root -> !root.folder.ready().isDone());
  }

  private void gather(List<String> paths) {
    try {
      paths.forEach(root -> get(queries.tree, root));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the names of a workspace were not gathered", e);
    }
    long all = -1;
    synchronized (this) {
      settling = false;
      if (active == 0 && !stale) {
        roots.values().stream()
            .filter(root -> root.folder.ready().isDone())
            .forEach(root -> root.complete = true);
        if (roots.values().stream().allMatch(root -> root.complete)) {
          early.clear();
          earlyChunks.clear();
        }
        all = total;
        done = 0;
        total = 0;
        notifyAll();
      }
    }
    if (all >= 0) {
      long count = all;
      listeners.forEach(listener -> listener.complete(count));
    }
    settle();
  }

  /** Waits until nothing is to be done; false when that took longer. */
  public boolean awaitIdle(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    synchronized (this) {
      while (active > 0 || stale || settling) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
    }
    return true;
  }

  /** A result at the revision of now; begins again when a later run overtakes it. */
  private <V> V get(Query<V> query, String argument) {
    return look(run -> run.get(query, argument));
  }

  private <V> V look(Function<Run, V> question) {
    for (int i = 0; ; i++) {
      try (Run run = setup.engine().begin()) {
        runs.add(run);
        if (closed) {
          run.cancel();
        }
        try {
          return question.apply(run);
        } finally {
          runs.remove(run);
        }
      } catch (Cancelled e) {
        if (e.why() != Cancelled.Why.SUPERSEDED || i >= MAX_RETRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Finds symbols by letters of their names, best first. Below a root whose files have not all been
   * analysed yet only those that have are looked at, so that nobody waits for the rest.
   *
   * @param directories where to look, with all below
   * @param passedOver files, by absolute path, whose symbols are known better elsewhere
   * @param most at most so many
   */
  public List<SymbolSearch.Hit> search(
      Collection<Path> directories, String query, Predicate<String> passedOver, int most) {
    List<String> paths =
        directories.stream().map(path -> path.toAbsolutePath().normalize().toString()).toList();
    FuzzyPattern pattern = FuzzyPattern.of(query);
    var whole = new ArrayList<String>();
    var part = new ArrayList<String>();
    synchronized (this) {
      for (String path : paths) {
        boolean waits =
            roots.entrySet().stream()
                .filter(root -> Path.of(path).startsWith(root.getKey()))
                .anyMatch(root -> !root.getValue().complete);
        (waits ? part : whole).add(path);
      }
    }
    List<String> files =
        part.isEmpty()
            ? List.of()
            : early.stream()
                .filter(file -> part.stream().anyMatch(in -> isBelow(file, in)))
                .sorted()
                .toList();
    List<String> chunks =
        part.isEmpty()
            ? List.of()
            : earlyChunks.stream()
                .filter(
                    chunk ->
                        part.stream()
                            .anyMatch(in -> isBelow(IndexQueries.directoryOf(chunk) + "/", in)))
                .sorted()
                .toList();
    return look(run -> search.search(run, whole, chunks, files, pattern, passedOver, most));
  }

  private static boolean isBelow(String path, String directory) {
    return path.startsWith(directory.endsWith("/") ? directory : directory + "/");
  }

  /** The file of the workspace that an import in a file means. */
  public Optional<String> target(String path, Imports.Found found) {
    String argument = ImportResolver.argument(path, found.style(), found.target(), found.name());
    return Optional.of(get(imports.resolved, argument)).filter(target -> !target.isEmpty());
  }

  /** The targets of all imports of a file, in their order; an empty string where none is known. */
  public List<String> targets(String path) {
    return get(imports.resolvedImports, path);
  }

  IndexQueries queries() {
    return queries;
  }

  ImportResolver imports() {
    return imports;
  }

  /** What queries of others can read of the files. */
  public WorkspaceFacts facts() {
    return facts;
  }

  /** The bounds in use. */
  public WorkspaceSettings settings() {
    return setup.settings();
  }

  /** The counts now. */
  public IndexStatistics statistics() {
    FolderStatistics folders = FolderStatistics.NONE;
    List<Root> all;
    long waits;
    long works;
    synchronized (this) {
      all = List.copyOf(roots.values());
      waits = queued.size();
      works = active;
    }
    for (Root root : all) {
      folders = folders.plus(root.folder.statistics());
    }
    return new IndexStatistics(all.size(), folders, waits, works, analysed.sum(), failed.sum());
  }

  /** Ends every watch and what is being analysed. */
  @Override
  public void close() {
    List<Root> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(roots.values());
      roots.clear();
      waiting.clear();
      queued.clear();
    }
    all.forEach(root -> root.folder.close());
    runs.forEach(Run::cancel);
    try {
      awaitWorkers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the workers end, which takes a few milliseconds, before their guests are taken away. */
  private synchronized void awaitWorkers() throws InterruptedException {
    long end = System.nanoTime() + DRAIN.toNanos();
    while (active > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }
}
