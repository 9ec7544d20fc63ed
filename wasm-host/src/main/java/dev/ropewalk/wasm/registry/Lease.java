package dev.ropewalk.wasm.registry;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a loaded module; while it is open, the module is not unloaded.
 *
 * @param <M> the module
 */
public final class Lease<M> implements AutoCloseable {
  private final M module;
  private final Runnable end;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Lease(M module, Runnable end) {
    this.module = module;
    this.end = end;
  }

  /** What is leased. */
  public M module() {
    return module;
  }

  /** Gives it back; a second call does nothing. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      end.run();
    }
  }
}
