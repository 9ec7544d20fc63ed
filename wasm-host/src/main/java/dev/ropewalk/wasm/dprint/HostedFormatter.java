package dev.ropewalk.wasm.dprint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.KeptClasses;
import dev.ropewalk.wasm.engine.TieredModule;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.Lease;
import dev.ropewalk.wasm.registry.LifeCycle;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.registry.LoadTimes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A plugin: what its life cycle loads, its idle instances, and the calls that use them. */
final class HostedFormatter implements Formatter {
  /*
   * A call waits for its turn without a thread, then has a thread to itself, on which it takes a
   * lease of the module, an idle instance or a new one, and asks it. An instance is put back only
   * when its call ended well and it has not grown too large.
   *
   * Embedded calls have no turn: who waits for them holds one, perhaps of this very formatter.
   * They are bounded all the same, since each running call has one at a time at each depth. So no
   * call that runs waits for one that waits for a turn, and there is no deadlock.
   */
  private static final String KIND = "dprint";

  private final FormatterHost host;
  private final FormatterSource source;
  private final LifeCycle<PluginModule> life;
  private final Turnstile turnstile;
  private final AtomicInteger live = new AtomicInteger();
  private final LongAdder recycled = new LongAdder();
  private volatile @Nullable PluginModule loaded;

  @GuardedBy("this")
  private final Deque<PluginInstance> idle = new ArrayDeque<>();

  /** What is asked of an instance. */
  private interface Question<T> {
    T ask(PluginInstance instance, GuestCall call);
  }

  HostedFormatter(FormatterHost host, FormatterSource source) {
    this.host = host;
    this.source = source;
    turnstile = new Turnstile(host.threads(), host.settings().limits().maxInstancesPerModule());
    life =
        new LifeCycle<>(
            new ExtensionId(source.name()),
            new LifeCycle.Hooks<>() {
              @Override
              public PluginModule load() {
                return HostedFormatter.this.load();
              }

              @Override
              public void rest(PluginModule module) {
                dropIdle();
              }

              @Override
              public void unload(PluginModule module) {
                dropIdle();
                loaded = null;
              }
            },
            host.settings().life(),
            host.loader(),
            host.clock());
  }

  private PluginModule load() {
    LoadTimes times = life.times();
    byte[] bytes = times.time(LoadPhase.READ, this::read);
    int schema =
        times.time(LoadPhase.VET, () -> PluginVetting.check(bytes, host.settings().limits()));
    var tiers =
        new TieredModule(
            bytes, KeptClasses.of(host.store(), KIND, bytes), host.compiler(), false, times);
    tiers.compile(host.loader());
    var module = new PluginModule(schema, tiers);
    loaded = module;
    var unused =
        tiers
            .compiled()
            .whenComplete(
                (made, failure) -> {
                  if (failure != null) {
                    life.broke(module, GuestException.ofLoad(failure));
                  }
                });
    return module;
  }

  private byte[] read() {
    try {
      return source.module().read();
    } catch (IOException e) {
      throw new GuestException(
          GuestException.Code.MODULE_UNREADABLE,
          "Formatter " + name() + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public LifeCycle<?> life() {
    return life;
  }

  @Override
  public FormatterStatus status() {
    int pages;
    synchronized (this) {
      pages = idle.stream().mapToInt(PluginInstance::pages).sum();
    }
    PluginModule module = loaded;
    return new FormatterStatus(
        name(),
        life.status(),
        module != null && module.tiers().fromStore(),
        module == null ? 0 : module.tiers().compiledBytes(),
        live.get(),
        pages,
        turnstile.running(),
        turnstile.waiting(),
        recycled.sum());
  }

  @Override
  public CompletableFuture<FormatterInfo> info() {
    return submit(false, 0, (instance, call) -> instance.info());
  }

  @Override
  public CompletableFuture<List<ConfigDiagnostic>> diagnostics(FormatConfig config) {
    return submit(false, 0, (instance, call) -> instance.diagnostics(config));
  }

  @Override
  public CompletableFuture<Void> compiled() {
    return life.ready(module -> module.tiers().compiled());
  }

  @Override
  public CompletableFuture<FormatResult> format(FormatRequest request) {
    int most = host.settings().maxTextBytes();
    if (request.text().length > most) {
      return CompletableFuture.completedFuture(
          new FormatResult.Failed(
              GuestException.Code.OVER_BUDGET,
              request.path()
                  + " has "
                  + request.text().length
                  + " bytes; at most "
                  + most
                  + " are formatted"));
    }
    var asked =
        submit(
            request.depth() > 0,
            request.text().length,
            (instance, call) -> instance.format(request, call));
    var result = new CompletableFuture<FormatResult>();
    var unused =
        asked.whenComplete(
            (value, failure) -> result.complete(value != null ? value : failed(failure)));
    unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                asked.cancel(true);
              }
            });
    return result;
  }

  private static FormatResult failed(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof GuestException known
        ? new FormatResult.Failed(known.code(), String.valueOf(known.getMessage()))
        : new FormatResult.Failed(GuestException.Code.TRAPPED, String.valueOf(cause));
  }

  private <T> CompletableFuture<T> submit(boolean embedded, int bytes, Question<T> question) {
    var result = new CompletableFuture<T>();
    var call = new GuestCall(host.watchdog(), host.clock(), host.settings().limits().callBudget());
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                call.cancel();
              }
            });
    var job =
        new Turnstile.Job() {
          @Override
          public Runnable perform() {
            return HostedFormatter.this.perform(question, bytes, call, result);
          }

          @Override
          public void refuse() {
            result.completeExceptionally(closed(null));
          }
        };
    if (!embedded) {
      turnstile.submit(job);
    } else {
      try {
        host.threads().execute(() -> job.perform().run());
      } catch (RejectedExecutionException e) {
        job.refuse();
      }
    }
    return result;
  }

  private GuestException closed(@Nullable Throwable cause) {
    return new GuestException(
        GuestException.Code.CLOSED, "Formatter " + name() + " is closed", cause);
  }

  /** Asks; answers what tells of it, for who hears must find nothing running on its behalf. */
  private <T> Runnable perform(
      Question<T> question, int bytes, GuestCall call, CompletableFuture<T> result) {
    T value = null;
    GuestException failure = null;
    call.attach();
    try (Lease<PluginModule> lease = lease(call)) {
      value = ask(lease.module(), code(lease.module(), bytes, call), question, call);
    } catch (GuestException e) {
      failure = host.isClosed() ? closed(e) : e;
    } finally {
      call.detach();
    }
    T answer = value;
    GuestException problem = failure;
    return problem == null
        ? () -> result.complete(answer)
        : () -> result.completeExceptionally(problem);
  }

  private CompiledModule code(PluginModule module, int bytes, GuestCall call) {
    try {
      return module.code(bytes <= host.settings().maxInterpretedBytes(), call);
    } catch (GuestException e) {
      if (module.tiers().compiled().isCompletedExceptionally()) {
        life.broke(module, e); // perhaps it failed before the load had ended
      }
      throw e;
    }
  }

  private Lease<PluginModule> lease(GuestCall call) {
    CompletableFuture<Lease<PluginModule>> entered = life.enter();
    try {
      return call.await(entered);
    } catch (GuestException e) {
      var unused = entered.thenAccept(Lease::close);
      throw e;
    }
  }

  private <T> T ask(
      PluginModule loaded, CompiledModule code, Question<T> question, GuestCall call) {
    PluginInstance instance = takeIdle(code);
    boolean sound = false;
    try {
      call.watch();
      if (instance == null) {
        instance =
            life.times()
                .time(
                    LoadPhase.INSTANTIATE,
                    () -> new PluginInstance(code, loaded.schema(), host.settings()));
        live.incrementAndGet();
      }
      T value = question.ask(instance, call);
      sound = true;
      return value;
    } catch (GuestException e) {
      GuestException reason = call.reason(e);
      if (reason.code().isOffence() && !host.isClosed()) {
        life.offend(String.valueOf(reason.getMessage()));
      }
      throw reason;
    } catch (RuntimeException | Error e) {
      var reason =
          new GuestException(
              GuestException.Code.TRAPPED, "The formatter failed: " + e.getMessage(), e);
      life.offend(String.valueOf(reason.getMessage()));
      throw reason;
    } finally {
      call.unwatch();
      if (instance != null) {
        giveBack(instance, sound);
      }
    }
  }

  /** One that runs this code; those that run other code go, as they are interpreted. */
  private synchronized @Nullable PluginInstance takeIdle(CompiledModule code) {
    PluginInstance found = idle.poll();
    while (found != null && found.module() != code) {
      live.decrementAndGet();
      found = idle.poll();
    }
    return found;
  }

  private synchronized void giveBack(PluginInstance instance, boolean sound) {
    boolean grown = instance.pages() > host.settings().recyclePages();
    boolean room = idle.size() < host.settings().limits().maxInstancesPerModule();
    if (sound && !grown && room && !host.isClosed()) {
      idle.push(instance);
      return;
    }
    live.decrementAndGet();
    if (sound && grown) {
      recycled.increment();
    }
  }

  private synchronized void dropIdle() {
    live.addAndGet(-idle.size());
    idle.clear();
  }

  /** Serves whom it serves now, and nobody else. */
  void retire() {
    life.remove();
  }
}
