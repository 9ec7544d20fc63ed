package dev.ropewalk.buffers.pool;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one object of a pool until closed. The object must not be kept any longer.
 *
 * @param <T> the type of the object
 */
public final class Lease<T> implements AutoCloseable {
  /** Where leases end. */
  interface Home<T> {
    /** The object comes back, once. */
    void giveBack(T object);

    /** The lease is garbage and was not closed. */
    void leaked(@Nullable Throwable leasedAt);

    /** A lease was closed again. */
    void closedTwice();
  }

  /** One thread for all pools; it only counts, and calls listeners. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final Home<T> home;
  private final T object;
  private final Ticket ticket;
  private final Cleaner.Cleanable cleanable;

  /** What is left of a lease when it is garbage: it must not know the lease. */
  private static final class Ticket extends AtomicBoolean implements Runnable {
    private static final long serialVersionUID = 1L;

    private final transient Home<?> home;
    private final @Nullable Throwable leasedAt;

    Ticket(Home<?> home, @Nullable Throwable leasedAt) {
      super(true);
      this.home = home;
      this.leasedAt = leasedAt;
    }

    /** Ends the lease; only the first to do so is told true. */
    boolean end() {
      return compareAndSet(true, false);
    }

    @Override
    public void run() {
      if (end()) {
        home.leaked(leasedAt);
      }
    }
  }

  Lease(Home<T> home, T object, @Nullable Throwable leasedAt) {
    this.home = home;
    this.object = object;
    ticket = new Ticket(home, leasedAt);
    cleanable = CLEANER.register(this, ticket);
  }

  /**
   * Returns the object.
   *
   * @throws IllegalStateException when the lease is closed
   */
  public T get() {
    if (!ticket.get()) {
      throw new IllegalStateException("this lease is closed");
    }
    return object;
  }

  /**
   * Gives the object back.
   *
   * @throws IllegalStateException when the lease is closed; the object, which somebody else may
   *     have by now, is not touched
   */
  @Override
  public void close() {
    try {
      if (!ticket.end()) {
        home.closedTwice();
        throw new IllegalStateException("this lease was closed before");
      }
      cleanable.clean();
      home.giveBack(object);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
