package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.engine.KeptClasses;
import dev.ropewalk.wasm.engine.TieredModule;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.WasmReader;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.Lease;
import dev.ropewalk.wasm.registry.LifeCycle;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.registry.LoadTimes;
import dev.ropewalk.wasm.registry.Manifest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An extension on the own ABI, for any thread. */
public final class AbiExtension {
  private static final String KIND = "abi 1";

  /** As how many offences it counts to ask for more memory than there is: the second one rests. */
  private static final int MEMORY_WEIGHT = 3;

  private final AbiHost host;
  private final Manifest manifest;
  private final AbiHost.Source source;
  private final Budgets budgets;
  private final LogGate gate;
  private final LifeCycle<AbiModule> life;

  AbiExtension(AbiHost host, Manifest manifest, AbiHost.Source source) {
    this.host = host;
    this.manifest = manifest;
    this.source = source;
    this.budgets = host.budgets(manifest);
    this.gate = new LogGate(host.clock());
    this.life =
        new LifeCycle<>(
            manifest.id(),
            new LifeCycle.Hooks<>() {
              @Override
              public AbiModule load() {
                return AbiExtension.this.load();
              }

              @Override
              public void rest(AbiModule module) {
                module.rest();
              }

              @Override
              public void unload(AbiModule module) {
                module.close();
              }
            },
            host.life(),
            host.loader(),
            host.clock());
  }

  /** What it says of itself. */
  public Manifest manifest() {
    return manifest;
  }

  /** Its life, for the registry. */
  public LifeCycle<?> life() {
    return life;
  }

  /**
   * Asks the guest, which is loaded for it if need be, and holds its answer against the texts of
   * the world.
   *
   * @param world asked on this thread only, until this returns
   * @throws GuestException as {@link #ask} and {@link #read} do
   */
  public AbiResult call(AbiRequest request, World world) {
    return read(ask(request, world), request, world::text);
  }

  /** Loads the guest, if need be; ends when its classes are there, or cannot be made. */
  public CompletableFuture<Void> compiled() {
    return life.ready(AbiModule::compiled);
  }

  /**
   * Asks the guest, which is loaded for it if need be. The answer depends on the module, the
   * request and what the guest asked of the world, and on nothing else.
   *
   * @param world asked on this thread only, until this returns
   * @throws GuestException when the guest failed, is quarantined or cannot be loaded; {@code
   *     CANCELLED} when the world says so or this thread is interrupted, which stays set
   */
  public AbiAnswer ask(AbiRequest request, World world) {
    try (Lease<AbiModule> lease = lease(world)) {
      AbiLane.Ended ended = call(lease.module(), request, world);
      host.listener().called(manifest.id(), request.op(), ended.report());
      Map<String, Long> spans = ended.spans().nanos();
      if (!spans.isEmpty()) {
        host.listener().spans(manifest.id(), spans);
      }
      throwIfWorldFailed(ended.worldFailure());
      if (ended.failure() != null) {
        throw ended.failure();
      }
      byte[] bytes = ended.answer() == null ? new byte[0] : ended.answer();
      var unused = ResultReader.read(bytes, request, document -> Optional.of(AbiText.ANY));
      return AbiAnswer.of(bytes);
    } catch (GuestException e) {
      throw blamed(e);
    }
  }

  private AbiLane.Ended call(AbiModule module, AbiRequest request, World world) {
    try {
      return module.call(request, world);
    } catch (GuestException e) {
      if (module.compiled().isCompletedExceptionally()) {
        life.broke(module, e);
      }
      throw e;
    }
  }

  /**
   * Reads an answer to a request.
   *
   * @param texts the texts that the ranges are of, as they are now
   * @throws GuestException with {@code BAD_ANSWER} when a range is not of its text; the extension
   *     is blamed for it
   */
  public AbiResult read(
      AbiAnswer answer, AbiRequest request, Function<String, Optional<AbiText>> texts) {
    try {
      return ResultReader.read(answer.bytes(), request, texts);
    } catch (GuestException e) {
      throw blamed(e);
    }
  }

  private GuestException blamed(GuestException failure) {
    if (failure.code().isOffence()) {
      life.offend(String.valueOf(failure.getMessage()), weight(failure.code()));
    }
    return failure;
  }

  /**
   * Memory costs everybody, a loop one processor: a guest's memory is one array, so that growth
   * copies it, and collections of what is left behind stop all threads (daemon/README.md).
   */
  private static int weight(GuestException.Code code) {
    return code == GuestException.Code.OUT_OF_MEMORY ? MEMORY_WEIGHT : 1;
  }

  private static void throwIfWorldFailed(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure instanceof Error known) {
      throw known;
    }
  }

  private Lease<AbiModule> lease(World world) {
    CompletableFuture<Lease<AbiModule>> entered = life.enter();
    try {
      return Waiting.on(entered, world);
    } catch (GuestException e) {
      var unused = entered.thenAccept(Lease::close);
      throw e;
    }
  }

  private AbiModule load() {
    LoadTimes times = life.times();
    byte[] bytes = times.time(LoadPhase.READ, this::module);
    boolean reportsHeap =
        times.time(
            LoadPhase.VET,
            () -> {
              AbiVetting.check(bytes, host.limits(), budgets.memoryPages());
              return WasmReader.read(bytes).exports.stream()
                  .anyMatch(e -> e.name().equals(AbiInstance.HEAP));
            });
    var tiers =
        new TieredModule(
            bytes, KeptClasses.of(host.store(), KIND, bytes), host.compiler(), true, times);
    return times.time(
        LoadPhase.INSTANTIATE,
        () -> new AbiModule(manifest.id(), tiers, budgets, reportsHeap, host, gate));
  }

  private byte[] module() {
    try {
      return source.read();
    } catch (IOException e) {
      throw new GuestException(
          GuestException.Code.MODULE_UNREADABLE,
          "Extension " + manifest.id() + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
