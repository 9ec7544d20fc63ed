package dev.ropewalk.wasm.treesitter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.KeptClasses;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.Watchdog;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.Lease;
import dev.ropewalk.wasm.registry.LifeCycle;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.link.GrammarLinker;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A grammar: what its life cycle loads, and the lanes that use it. */
final class HostedLanguage implements SyntaxLanguage {
  /*
   * A session has a lease of the module for as long as it is open, so the classes stay while a
   * document is served. Lanes outlive sessions, for the next one; without any they go when the
   * grammar is idle. Offences are what costs an instance.
   *
   * A grammar whose classes are not kept is compiled before its first parse. An interpreter
   * takes 0.2 to 2.4 s for a text of 1 KB and is thrown away then; the compile 0.3 to 0.5 (README).
   */

  /** A further lane is made when the others have so many sessions each. */
  private static final int SESSIONS_PER_LANE = 8;

  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");

  private final TreeSitterHost host;
  private final GrammarSource source;
  private final LifeCycle<CompiledModule> life;

  @GuardedBy("this")
  private final List<Lane> lanes = new ArrayList<>();

  /** The instance that the load made, until the first lane takes it. */
  @GuardedBy("this")
  private @Nullable TreeSitterGuest spare;

  private final CompletableFuture<Void> prepared = new CompletableFuture<>();

  private volatile boolean fromStore;
  private volatile long compiledBytes;
  private volatile int functions;
  private volatile @Nullable GuestImage image;

  HostedLanguage(TreeSitterHost host, GrammarSource source) {
    this.host = host;
    this.source = source;
    life =
        new LifeCycle<>(
            new ExtensionId(source.name()),
            new Hooks(),
            host.tuning(),
            host.loader(),
            System::nanoTime);
  }

  /** What the life cycle does with the grammar. */
  private final class Hooks implements LifeCycle.Hooks<CompiledModule> {
    @Override
    public CompiledModule load() {
      return HostedLanguage.this.loadModule();
    }

    @Override
    public void rest(CompiledModule module) {
      letGo();
    }

    @Override
    public void unload(CompiledModule module) {
      letGo();
      image = null;
      compiledBytes = 0;
    }
  }

  @Override
  public LifeCycle<?> life() {
    return life;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public synchronized LanguageStatus status() {
    int pages = 0;
    int sessions = 0;
    for (Lane lane : lanes) {
      pages += lane.pages();
      sessions += lane.sessions().get();
    }
    LifeStatus now = life.status();
    return new LanguageStatus(
        source.name(),
        now.state(),
        now.phaseNanos(),
        fromStore,
        pages,
        compiledBytes,
        functions,
        lanes.size(),
        sessions,
        now.reason());
  }

  @Override
  public CompletableFuture<LanguageStatus> load() {
    return life.enter()
        .thenApply(
            lease -> {
              lease.close();
              return status();
            });
  }

  @Override
  public CompletableFuture<LanguageStatus> prepare() {
    return load().thenCompose(loaded -> prepared).thenApply(kept -> status());
  }

  private CompiledModule loadModule() {
    try {
      byte[] grammar = phase(LoadPhase.READ, this::read);
      phase(
          LoadPhase.VET,
          () -> {
            GrammarVetting.check(grammar, source.name(), host.limits());
            return "";
          });
      String key = host.classKey(grammar, source.name());
      CompiledModule loaded = classes(grammar, key);
      compiledBytes = loaded.image().classBytes();
      functions = loaded.functions();
      // The first instance is made here, so that a grammar that cannot be set up fails its load.
      String imageKey = TreeSitterHost.imageKey(key, source.queries());
      TreeSitterGuest guest = phase(LoadPhase.INSTANTIATE, () -> firstGuest(loaded, imageKey));
      synchronized (this) {
        spare = guest;
      }
      host.listener().loaded(source.name(), life.times().nanos());
      keepImageLater(loaded, imageKey);
      return loaded;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      GuestException why = GuestException.ofLoad(e);
      host.listener().failed(source.name(), String.valueOf(why.getMessage()));
      throw why;
    }
  }

  private CompiledModule classes(byte[] grammar, String key) {
    var kept = new KeptClasses(host.store(), key);
    Optional<CompiledModule> found = phase(LoadPhase.STORE, kept::find);
    fromStore = found.isPresent();
    if (found.isPresent()) {
      return found.get();
    }
    byte[] linked =
        phase(
            LoadPhase.LINK,
            () ->
                GrammarLinker.link(
                    host.runtime(), grammar, source.name(), host.limits().maxMemoryPages()));
    return phase(LoadPhase.COMPILE, () -> kept.make(linked, host.compiler(), false));
  }

  /** Begins with the image that is kept, if there is a sound one. */
  private TreeSitterGuest firstGuest(CompiledModule loaded, String imageKey) {
    Optional<byte[]> kept =
        loaded.keepsAllInMemory() ? host.store().get(imageKey) : Optional.empty();
    if (kept.isPresent()) {
      try {
        image = GuestImage.decode(kept.get(), host.limits().maxMemoryPages());
        return newGuest(loaded);
      } catch (IOException | GuestException e) {
        LOG.log(Level.WARNING, "The image of {0} is not used: {1}", name(), e.getMessage());
        image = null;
      }
    }
    return newGuest(loaded);
  }

  private TreeSitterGuest newGuest(CompiledModule loaded) {
    GuestImage kept = image;
    int maxPages = host.limits().maxMemoryPages();
    return kept == null
        ? new TreeSitterGuest(loaded, maxPages)
        : new TreeSitterGuest(loaded, maxPages, kept);
  }

  private void keepImageLater(CompiledModule loaded, String imageKey) {
    if (image != null || !host.keepsImages() || !loaded.keepsAllInMemory()) {
      prepared.complete(null);
      return;
    }
    try {
      host.loader().execute(() -> keepImage(loaded, imageKey));
    } catch (RejectedExecutionException e) {
      prepared.complete(null); // the host is closing
    }
  }

  /** Compiles the queries in an instance of its own, and keeps an image of it. */
  private void keepImage(CompiledModule loaded, String imageKey) {
    try (Watchdog.Guard _ = host.watchdog().watch(host.limits().callBudget())) {
      var guest = new TreeSitterGuest(loaded, host.limits().maxMemoryPages());
      for (QuerySource query : source.queries()) {
        // One that is wrong says so to whoever asks it.
        var unused = guest.query(query, query.text().getBytes(StandardCharsets.UTF_8));
      }
      GuestImage made = guest.image();
      host.store().put(imageKey, made.encode());
      image = made;
    } catch (GuestException e) {
      LOG.log(Level.WARNING, "No image of {0} is kept: {1}", name(), e.getMessage());
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "No image of {0} is kept, since the host is closing", name());
    } finally {
      prepared.complete(null);
    }
  }

  private byte[] read() {
    try {
      return source.module().read();
    } catch (IOException e) {
      throw new GuestException(
          GuestException.Code.MODULE_UNREADABLE,
          "Grammar " + source.name() + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  private <T> T phase(LoadPhase phase, Supplier<T> body) {
    host.listener().phase(source.name(), phase);
    return life.times().time(phase, body);
  }

  @Override
  public SyntaxSession open() {
    CompletableFuture<Lease<CompiledModule>> lease = life.enter();
    Lane lane = lane();
    return new GuestSession(lane, host.limits(), () -> close(lane, lease));
  }

  private void close(Lane lane, CompletableFuture<Lease<CompiledModule>> lease) {
    lane.sessions().decrementAndGet();
    var unused = lease.thenAccept(Lease::close);
    if (isRemoved()) {
      letGo();
    }
  }

  private boolean isRemoved() {
    return life.status().state() == LifeStatus.State.REMOVED;
  }

  /** The lane with the fewest sessions, or a further one when all are busy; one session more. */
  private synchronized Lane lane() {
    Optional<Lane> quietest =
        lanes.stream().min(Comparator.comparingInt(lane -> lane.sessions().get()));
    boolean full =
        quietest.isEmpty()
            || quietest.get().sessions().get() >= SESSIONS_PER_LANE
            || quietest.get().waiting() > 0;
    Lane lane;
    if (quietest.isPresent() && (!full || lanes.size() >= host.limits().maxInstancesPerModule())) {
      lane = quietest.get();
    } else {
      lane =
          new Lane(
              source.name() + "-" + lanes.size(),
              this::instance,
              why -> life.offend(String.valueOf(why.getMessage())),
              host.limits(),
              host.watchdog());
      lanes.add(lane);
    }
    lane.sessions().incrementAndGet();
    return lane;
  }

  /** Waits for the load; runs on a lane, which has nothing else to do before it. */
  private GuestTree.Guest instance() {
    try (Lease<CompiledModule> lease = life.enter().join()) {
      TreeSitterGuest first;
      synchronized (this) {
        first = spare;
        spare = null;
      }
      return new GuestTree.Guest(first == null ? newGuest(lease.module()) : first);
    } catch (CompletionException e) {
      throw GuestException.ofLoad(e);
    }
  }

  /** Drops the instances that no session uses. */
  private synchronized void letGo() {
    spare = null;
    lanes.removeIf(
        lane -> {
          boolean unused = lane.sessions().get() == 0;
          if (unused) {
            lane.close();
          }
          return unused;
        });
    if (lanes.isEmpty() && isRemoved()) {
      host.forget(this);
    }
  }

  /** Serves those who have a session, and nobody else. */
  void retire() {
    life.remove();
    letGo();
  }

  /** Ends everything, whoever uses it. */
  synchronized void close() {
    life.remove();
    lanes.forEach(Lane::close);
    lanes.clear();
  }
}
