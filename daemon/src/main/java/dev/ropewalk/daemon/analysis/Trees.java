package dev.ropewalk.daemon.analysis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxPin;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The syntax trees that may be read now, by what they are of. */
final class Trees {
  /*
   * A tree is state of a document, grown edit by edit, and no result of a query; but what is read
   * from it is a function of the text alone (I1). So a query names a text, and reads any tree of
   * that text that somebody holds: every request holds its own document's for as long as it runs.
   *
   *   I1  Two trees of one id answer alike, but for drift: around errors a grown tree can differ
   *       from a fresh one. When that is found, the input `tree` of the id is written, which every
   *       reader has read, so that all results of the text are computed again.
   *   I2  A lease is in the map from `lease` to its `close`, and its pin is open for as long.
   *
   * The input stays for ever (some hundred bytes for each drift that was found): were it taken
   * away, the wrong results would be true again.
   */
  static final InputKind DRIFTED = new InputKind("tree", Durability.HIGH);

  private final ConcurrentHashMap<TreeId, List<Lease>> leases = new ConcurrentHashMap<>();
  private final AtomicLong drifts = new AtomicLong();

  /** What is done with a tree; runs on the guest's lane. */
  @FunctionalInterface
  interface Reader<R> {
    R read(SyntaxTree tree, Subject subject);
  }

  /** A tree held for reading. */
  final class Lease implements AutoCloseable {
    private final TreeId id;
    private final Subject subject;
    private final SyntaxPin pin;

    @GuardedBy("this")
    private boolean closed;

    private Lease(TreeId id, Subject subject, SyntaxPin pin) {
      this.id = id;
      this.subject = subject;
      this.pin = pin;
    }

    /** Begins a read, unless the lease has ended. */
    synchronized <R> Optional<CompletableFuture<R>> read(Reader<R> reader) {
      return closed
          ? Optional.empty()
          : Optional.of(pin.read(Priority.INTERACTIVE, tree -> reader.read(tree, subject)));
    }

    @Override
    public void close() {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      leases.computeIfPresent(
          id,
          (same, held) -> {
            List<Lease> rest = held.stream().filter(lease -> lease != this).toList();
            return rest.isEmpty() ? null : rest;
          });
      pin.close();
    }
  }

  /**
   * Holds the tree of a snapshot.
   *
   * @throws NoTreeException when the document has moved on, or has no tree
   * @throws GuestException when it is closed, or has too many revisions held
   */
  Lease lease(Subject subject) {
    SyntaxSession session = subject.snapshot().session();
    if (session == null) {
      throw new NoTreeException("the document has no tree");
    }
    SyntaxPin pin = session.pin();
    long wanted = subject.snapshot().revision();
    if (pin.revision() != wanted) {
      pin.close();
      throw new NoTreeException(
          "the document moved on from revision " + wanted + " to " + pin.revision());
    }
    Lease lease = new Lease(TreeId.of(subject), subject, pin);
    leases.merge(
        lease.id,
        List.of(lease),
        (held, one) -> {
          List<Lease> more = new ArrayList<>(held);
          more.addAll(one);
          return List.copyOf(more);
        });
    return lease;
  }

  /**
   * Reads a tree and waits for the answer.
   *
   * @throws NoTreeException when nobody holds such a tree
   * @throws GuestException when the guest fails
   * @throws dev.ropewalk.daemon.engine.Cancelled when the run is cancelled; the guest is stopped
   */
  <R> R read(TreeId id, Reads reads, Reader<R> reader) {
    var unused = reads.input(driftKey(id), Long.class);
    Set<Lease> gone = new HashSet<>();
    GuestException closed = null;
    for (Lease lease = next(id, gone); lease != null; lease = next(id, gone)) {
      Optional<CompletableFuture<R>> answer = lease.read(reader);
      if (answer.isPresent()) {
        try {
          return await(answer.get(), reads);
        } catch (GuestException e) {
          if (e.code() != GuestException.Code.CANCELLED && e.code() != GuestException.Code.CLOSED) {
            throw e;
          }
          closed = e; // that document was closed; another one may have the same text
        }
      }
      gone.add(lease);
    }
    if (closed != null) {
      throw closed;
    }
    throw new NoTreeException("no open document has the text any more");
  }

  private @Nullable Lease next(TreeId id, Set<Lease> gone) {
    for (Lease lease : leases.getOrDefault(id, List.of())) {
      if (!gone.contains(lease)) {
        return lease;
      }
    }
    return null;
  }

  static <R> R await(CompletableFuture<R> answer, Reads reads) {
    try {
      return reads.await(answer);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("a read of a tree failed", e);
      }
    }
  }

  private static InputKey driftKey(TreeId id) {
    return new InputKey(DRIFTED, id.contentName() + ";" + id.language());
  }

  /** The write after which every result of a text is computed again. */
  InputWrite drifted(TreeId id) {
    long number = drifts.incrementAndGet();
    return InputWrite.set(
        driftKey(id),
        Fingerprint.of(new CanonicalWriter().putLong(number).toBytes()),
        number,
        Durability.HIGH);
  }

  /** Leases that are open; for tests. */
  int held() {
    return leases.values().stream().mapToInt(List::size).sum();
  }
}
