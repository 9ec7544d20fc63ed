package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameDecoder;
import dev.ropewalk.protocol.frame.FrameError;
import dev.ropewalk.protocol.frame.FrameEvent;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The part of a connection that is the same for every wire: queues, limits, life cycle, actor. */
final class ConnectionCore implements Connection {
  /* A connection is open until closing is set, once; everything else follows from that.
   *
   *   wire thread            actor (virtual thread)            any thread
   *   received -> decoder    take -> handler.onX               send -> outbound -> wire
   *     -> inbound queue       end -> close                    close -> closing
   *
   * I1  closing is set at most once; its reason is the one that is counted and told.
   * I2  the handler is called by the actor only; onClosed is its last call and happens always.
   * I3  the decoder is used by the wire's reading thread only.
   * I4  at most one slow-client timer is pending.
   *
   * An end of input lets the actor finish what arrived before it; a close from this side drops what
   * has not been handled yet, because its answers could not be sent any more.
   */
  private static final System.Logger LOG = System.getLogger(ConnectionCore.class.getName());

  private record Closing(CloseReason reason, String detail) {}

  private final long id;
  private final ConnectionKind kind;
  private final ConnectionLimits limits;
  private final TransportCounters counters;
  private final LongSupplier nanoClock;
  private final InboundQueue inbound;
  private final OutboundQueue outbound;
  private final FrameDecoder decoder;
  private final Wire wire;

  private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> actorEnded = new CompletableFuture<>();
  private final CompletableFuture<Void> wireEnded = new CompletableFuture<>();
  private final AtomicBoolean watchingSlow = new AtomicBoolean();
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder oversized = new LongAdder();

  ConnectionCore(
      long id,
      ConnectionKind kind,
      ConnectionLimits limits,
      TransportCounters counters,
      LongSupplier nanoClock,
      Wire wire) {
    this.id = id;
    this.kind = kind;
    this.limits = limits;
    this.counters = counters;
    this.nanoClock = nanoClock;
    this.wire = wire;
    this.inbound = new InboundQueue(limits.inbound(), counters::inboundQueued, wire::resumeReading);
    this.outbound = new OutboundQueue(limits.outbound(), counters::outboundQueued);
    this.decoder = new FrameDecoder(limits.frames(), this::decoded);
  }

  /** Starts the actor. */
  void start(ConnectionAcceptor acceptor) {
    counters.opened(kind);
    Thread.ofVirtual().name("ropewalk-connection-" + id).start(() -> run(acceptor));
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public ConnectionKind kind() {
    return kind;
  }

  @Override
  public boolean send(byte[] body) {
    return switch (outbound.offer(body, nanoClock.getAsLong())) {
      case QUEUED -> sent();
      case QUEUED_ABOVE_HIGH -> {
        watchSlow();
        yield sent();
      }
      case OVERFLOW -> {
        close(
            CloseReason.SLOW_CLIENT,
            "a frame of "
                + body.length
                + " bytes would bring the waiting bytes above "
                + limits.outbound().maxQueuedBytes());
        yield false;
      }
      case CLOSED -> false;
    };
  }

  private boolean sent() {
    framesOut.increment();
    counters.frameSent();
    wire.wakeWriter();
    return true;
  }

  @Override
  public void close(CloseReason reason, String detail) {
    if (!closing.compareAndSet(null, new Closing(reason, detail))) {
      return;
    }
    counters.closed(kind, reason);
    inbound.abort(reason, detail);
    if (reason.flushes()) {
      outbound.close();
      wire.closeAfterFlush();
      wire.after(
          limits.outbound().maxBlockedNanos(),
          () -> {
            outbound.discard();
            wire.closeNow();
          });
    } else {
      outbound.discard();
      wire.closeNow();
    }
    // Dependents are foreign code; they must not run on an event loop or under a caller's lock.
    Thread.startVirtualThread(() -> closed.complete(reason));
  }

  @Override
  public boolean isClosed() {
    return closing.get() != null;
  }

  @Override
  public CompletionStage<CloseReason> whenClosed() {
    return closed.minimalCompletionStage();
  }

  @Override
  public ConnectionStatistics statistics() {
    return new ConnectionStatistics(
        framesIn.sum(),
        bytesIn.sum(),
        framesOut.sum(),
        bytesOut.sum(),
        oversized.sum(),
        inbound.queuedBytes(),
        outbound.queuedBytes());
  }

  /** Completes when the handler was told the end and the wire is gone. */
  CompletableFuture<Void> gone() {
    return CompletableFuture.allOf(actorEnded, wireEnded);
  }

  /** How long a close may take because of the peer, in nanoseconds. */
  long maxCloseNanos() {
    return limits.outbound().maxBlockedNanos();
  }

  /** The wire is gone. */
  void wireEnded() {
    wireEnded.complete(null);
  }

  /** The frames to write. */
  OutboundQueue outbound() {
    return outbound;
  }

  /** The frames to handle. */
  InboundQueue inbound() {
    return inbound;
  }

  /** Bytes arrived; called by the reading thread of the wire. */
  void received(byte[] bytes, int offset, int length) {
    bytesIn.add(length);
    counters.received(length);
    if (!isClosed()) {
      decoder.feed(bytes, offset, length);
    }
  }

  /** The input ended; called by the reading thread of the wire. */
  void inputEnded() {
    if (!isClosed()) {
      decoder.end();
    }
    inbound.end(CloseReason.PEER_CLOSED, "");
  }

  /** Reading failed. */
  void readFailed(Throwable failure) {
    inbound.end(CloseReason.IO_FAILURE, "reading failed: " + failure.getMessage());
  }

  /** So many bytes of the outbound queue were written. */
  void written(int bytes) {
    bytesOut.add(bytes);
    counters.written(bytes);
    outbound.written(bytes);
  }

  /**
   * Writing failed. What the peer sent before it went away is still handled (it may end in {@code
   * exit}); only if its input does not end by itself is the connection cut.
   */
  void writeFailed(Throwable failure) {
    outbound.discard();
    wire.after(
        limits.outbound().maxBlockedNanos(),
        () -> close(CloseReason.IO_FAILURE, "writing failed: " + failure.getMessage()));
  }

  private void decoded(FrameEvent event) {
    switch (event) {
      case FrameEvent.Body _ -> {
        framesIn.increment();
        counters.frameReceived();
      }
      case FrameEvent.Skipped _ -> {
        oversized.increment();
        counters.oversized();
      }
      case FrameEvent.Failed failed -> counters.frameError(failed.error());
    }
    inbound.put(event);
  }

  private void watchSlow() {
    if (watchingSlow.compareAndSet(false, true)) {
      wire.after(limits.outbound().maxBlockedNanos(), this::checkSlow);
    }
  }

  private void checkSlow() {
    long left = outbound.blockedNanosLeft(nanoClock.getAsLong());
    if (left <= 0) {
      close(
          CloseReason.SLOW_CLIENT,
          "more than "
              + limits.outbound().highWaterBytes()
              + " bytes waited for longer than "
              + limits.outbound().maxBlockedNanos() / 1_000_000
              + " ms");
    } else if (left < Long.MAX_VALUE) {
      wire.after(left, this::checkSlow);
    } else {
      watchingSlow.set(false);
      if (outbound.blockedNanosLeft(nanoClock.getAsLong()) < Long.MAX_VALUE) {
        watchSlow(); // it became blocked between the two looks
      }
    }
  }

  private void run(ConnectionAcceptor acceptor) {
    ConnectionHandler handler = null;
    try {
      handler = acceptor.accept(this);
      handler.onOpen();
      InboundQueue.Item.End end = deliver(handler);
      close(end.reason(), end.detail());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(CloseReason.SHUTDOWN, "interrupted");
    } catch (Throwable t) {
      LOG.log(Level.ERROR, () -> "the handler of connection " + id + " failed", t);
      close(CloseReason.HANDLER_FAILURE, "internal error");
    }
    Closing last = closing.get();
    if (handler != null && last != null) {
      try {
        handler.onClosed(last.reason(), last.detail());
      } catch (Throwable t) {
        LOG.log(Level.ERROR, () -> "onClosed of connection " + id + " failed", t);
      }
    }
    actorEnded.complete(null);
  }

  private InboundQueue.Item.End deliver(ConnectionHandler handler) throws InterruptedException {
    while (true) {
      switch (inbound.take()) {
        case InboundQueue.Item.End end -> {
          return end;
        }
        case InboundQueue.Item.Event(FrameEvent.Body body) -> handler.onFrame(body.bytes());
        case InboundQueue.Item.Event(FrameEvent.Skipped skipped) ->
            handler.onOversized(skipped.announcedBytes(), limits.frames().maxBodyBytes());
        case InboundQueue.Item.Event(FrameEvent.Failed failed) -> {
          handler.onFrameError(failed);
          CloseReason reason =
              failed.error() == FrameError.TRUNCATED
                  ? CloseReason.PEER_CLOSED
                  : CloseReason.BAD_FRAME;
          return new InboundQueue.Item.End(reason, failed.message());
        }
      }
    }
  }
}
