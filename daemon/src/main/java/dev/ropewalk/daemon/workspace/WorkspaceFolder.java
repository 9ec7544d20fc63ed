package dev.ropewalk.daemon.workspace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.schedule.Scheduler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One directory that somebody works in, kept in step with the engine's inputs. */
public final class WorkspaceFolder implements AutoCloseable {
  /*
   * Events only say where to look. They are gathered for `settle`, from the first one on, so that a
   * storm is looked at again and again and not put off for ever; then one task lists and reads, and
   * writes one batch. Looks are done one at a time: whoever finds one going on leaves it a further
   * round, as in the engine's Subscription.
   *
   * What an earlier process read is believed at first, so that a start need not read every file, and
   * then read again little by little: size and time are never trusted for long.
   */
  private static final System.Logger LOG = System.getLogger(WorkspaceFolder.class.getName());

  /** Files that are read again at once, of those that an earlier process read. */
  private static final int PROVEN_FILES = 256;

  /** Rest between those. */
  private static final Duration PROVING_REST = Duration.ofSeconds(1);

  /**
   * What a folder needs.
   *
   * @param store where a later process finds what was seen
   * @param changed hears, after each write, what was written; on the task's thread
   */
  public record Setup(
      WorkspaceSettings settings,
      FileLanguages languages,
      Contents contents,
      Engine engine,
      Scheduler scheduler,
      Executor executor,
      Clock clock,
      ResultStore store,
      Changed changed) {}

  /** Hears of what changed. */
  @FunctionalInterface
  public interface Changed {
    /** A batch was written that changed something. */
    void written(WorkspaceFolder folder, List<InputWrite> batch);
  }

  private final Path root;
  private final Setup setup;
  private final DirectoryWatch watch;
  private final FolderTree tree;
  private final Set<Path> unwatched = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private final LongAdder overflows = new LongAdder();
  private final LongAdder looks = new LongAdder();
  private volatile boolean closed;

  @GuardedBy("this")
  private Changes pending = new Changes();

  @GuardedBy("this")
  private boolean restating;

  @GuardedBy("this")
  private boolean renewing;

  @GuardedBy("this")
  private boolean waiting;

  @GuardedBy("this")
  private boolean polling;

  @GuardedBy("this")
  private boolean proving;

  @GuardedBy("this")
  private boolean keeping;

  @GuardedBy("this")
  private boolean keepingLater;

  /** Whether everything was looked at once; of the task. */
  private boolean scanned;

  /** Makes a folder that has not looked yet. */
  public WorkspaceFolder(Path root, Setup setup) {
    this.root = root.toAbsolutePath().normalize();
    this.setup = setup;
    watch = new DirectoryWatch(root.getFileSystem(), this::event, this::lost);
    tree =
        new FolderTree(
            this.root,
            setup.settings(),
            setup.languages(),
            setup.contents(),
            new FolderTree.Watching() {
              @Override
              public void enter(Path directory) {
                if (!watch.add(directory) && unwatched.add(directory)) {
                  poll();
                }
              }

              @Override
              public void leave(Path directory) {
                watch.remove(directory);
                unwatched.remove(directory);
              }
            },
            setup.clock());
  }

  /** Begins with a look at everything. */
  public void start() {
    rescan();
  }

  /** Done when everything was looked at for the first time; never fails. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Where it is. */
  public Path root() {
    return root;
  }

  /** Looks at everything anew, soon. */
  public void rescan() {
    synchronized (this) {
      pending.trees().add(root);
    }
    setup.executor().execute(this::look);
  }

  /** Writes all inputs again, soon: somebody else took some away that are here as well. */
  public void restate() {
    synchronized (this) {
      restating = true;
    }
    setup.executor().execute(this::look);
  }

  /** Asks anew for the language of every file, soon. */
  public void renewLanguages() {
    synchronized (this) {
      renewing = true;
      pending.trees().add(root);
    }
    setup.executor().execute(this::look);
  }

  /** Done when the folder was closed and its inputs are gone; never fails. */
  public CompletableFuture<Void> gone() {
    return gone;
  }

  /** Somebody says that something happened to a file or directory. */
  public void touched(Path path) {
    Path at = path.toAbsolutePath().normalize();
    if (at.startsWith(root) && !at.equals(root)) {
      event(Objects.requireNonNull(at.getParent()), at.getFileName());
    }
  }

  /** The watch of a directory ended. */
  private void lost(Path directory) {
    synchronized (this) {
      pending.trees().add(directory);
    }
    later();
  }

  /** The system lost events of a directory; what is known of it and all below is in doubt. */
  void overflowed(Path directory) {
    overflows.increment();
    lost(directory);
  }

  private void event(Path directory, @Nullable Path name) {
    if (name == null) {
      overflowed(directory);
      return;
    }
    synchronized (this) {
      pending.directories().add(directory);
      pending.files().add(directory.resolve(name));
      if (name.toString().equals(IgnoreRules.FILE)) {
        pending.trees().add(directory);
      }
    }
    later();
  }

  private void later() {
    synchronized (this) {
      if (waiting) {
        return;
      }
      waiting = true;
    }
    var unused = setup.scheduler().after(setup.settings().settle(), this::look);
  }

  /** Looks now and then at what nothing watches. */
  private void poll() {
    synchronized (this) {
      if (polling || closed) {
        return;
      }
      polling = true;
    }
    var unused =
        setup
            .scheduler()
            .after(
                setup.settings().rescan(),
                () -> {
                  synchronized (this) {
                    polling = false;
                    pending.directories().addAll(unwatched);
                  }
                  look();
                  if (!unwatched.isEmpty()) {
                    poll();
                  }
                });
  }

  private void look() {
    if (rounds.getAndIncrement() != 0) {
      return; // whoever looks now does it once more
    }
    int served;
    do {
      served = rounds.get();
      try {
        lookOnce();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a look at a workspace failed", e);
        ready.complete(null); // nobody waits for ever
      }
    } while (rounds.addAndGet(-served) > 0);
  }

  private void lookOnce() {
    Changes changes;
    boolean again;
    boolean renew;
    boolean prove;
    boolean keep;
    synchronized (this) {
      waiting = false;
      changes = pending;
      pending = new Changes();
      again = restating;
      restating = false;
      renew = renewing;
      renewing = false;
      prove = proving;
      proving = false;
      keep = keeping;
      keeping = false;
    }
    if (prove && !closed) {
      changes.files().addAll(tree.unproven(PROVEN_FILES));
    }
    boolean first = !scanned && changes.trees().contains(root);
    scanned |= first;
    var batch = new ArrayList<InputWrite>();
    if (closed) {
      if (tree.hasNews()) {
        tree.save(setup.store());
      }
      batch.addAll(tree.clear());
    } else {
      if (!changes.isEmpty()) {
        looks.increment();
        EarlierLook earlier =
            first ? EarlierLook.load(setup.store(), root, setup.languages()) : EarlierLook.NONE;
        batch.addAll(tree.look(changes, renew, earlier, this::write));
      }
      if (again) {
        batch.addAll(tree.inputs());
      }
    }
    write(batch);
    if (closed) {
      gone.complete(null);
    }
    if (closed || scanned) {
      ready.complete(null);
    }
    if (!closed) {
      if (tree.hasNews()) {
        keep(first || keep);
      }
      if ((first || prove) && !tree.unproven(1).isEmpty()) {
        prove(first ? setup.settings().proveAfter() : PROVING_REST);
      }
    }
  }

  private void write(List<InputWrite> batch) {
    if (!batch.isEmpty()) {
      setup.engine().write(batch);
      if (!closed) {
        setup.changed().written(this, batch);
      }
    }
  }

  private void keep(boolean now) {
    if (now) {
      tree.save(setup.store());
      return;
    }
    synchronized (this) {
      if (keepingLater) {
        return;
      }
      keepingLater = true;
    }
    var unused =
        setup
            .scheduler()
            .after(
                setup.settings().keepAfter(),
                () -> {
                  synchronized (this) {
                    keepingLater = false;
                    keeping = true;
                  }
                  look();
                });
  }

  private void prove(Duration rest) {
    var unused =
        setup
            .scheduler()
            .after(
                rest,
                () -> {
                  synchronized (this) {
                    proving = true;
                  }
                  look();
                });
  }

  /** The counts now. */
  public FolderStatistics statistics() {
    FolderStatistics found = tree.statistics();
    return new FolderStatistics(
        found.files(),
        found.directories(),
        unwatched.size(),
        found.links(),
        found.unreadable(),
        found.beyondLimits(),
        overflows.sum(),
        looks.sum(),
        found.reads());
  }

  /** Ends the watch and takes the inputs away, soon. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      watch.close();
      try {
        setup.executor().execute(this::look);
      } catch (java.util.concurrent.RejectedExecutionException e) {
        ready.complete(null); // the daemon ends
        gone.complete(null);
      }
    }
  }

  /** Ends the watch and nothing else, as if the system told nothing; for tests. */
  void blind() {
    watch.close();
  }

  /** Checks the parts; for tests, while nothing happens. */
  void checkInvariants() {
    tree.checkInvariants();
    watch.checkInvariants();
  }
}
