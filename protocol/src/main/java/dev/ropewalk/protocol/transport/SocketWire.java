package dev.ropewalk.protocol.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Moves bytes over one Netty channel; everything here runs on the event loop of the channel. */
final class SocketWire extends ChannelInboundHandlerAdapter implements Wire {
  /* Netty is given slices only while its own small buffer is writable, so nearly all waiting bytes
   * stay in our queue (on the heap, counted), and the direct memory of a connection is bounded by
   * Netty's water mark.
   *
   * I1  at most one drain is scheduled and not yet started.
   * I2  reading is off only while the inbound queue is full; after a close it is on, and what
   *     arrives is thrown away, because closing a socket with unread input resets it and the peer
   *     may lose our last frames.
   */
  private static final System.Logger LOG = System.getLogger(SocketWire.class.getName());
  static final int SLICE_BYTES = 32 * 1024;
  private static final int COPY_BYTES = 64 * 1024;
  private static final FastThreadLocal<byte[]> COPY =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[COPY_BYTES];
        }
      };

  private final Channel channel;
  private final AtomicBoolean drainScheduled = new AtomicBoolean();
  private @Nullable ConnectionCore core;
  private boolean closingAfterFlush;
  private boolean outputEnded;

  SocketWire(Channel channel) {
    this.channel = channel;
  }

  /** Gives the wire its connection; called once, before the wire is added to the pipeline. */
  void attach(ConnectionCore connection) {
    this.core = connection;
  }

  private ConnectionCore core() {
    ConnectionCore attached = core;
    if (attached == null) {
      throw new IllegalStateException("the wire has no connection yet");
    }
    return attached;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof ByteBuf bytes && !core().isClosed()) {
        byte[] copy = COPY.get();
        while (bytes.isReadable()) {
          int length = Math.min(copy.length, bytes.readableBytes());
          bytes.readBytes(copy, 0, length);
          core().received(copy, 0, length);
        }
        if (core().inbound().isFull()) {
          channel.config().setAutoRead(false);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    core().outbound().discard(); // nothing can be written any more
    core().inputEnded();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    core().readFailed(cause);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      wakeWriter(); // not at once: this call may come from inside a flush
    }
  }

  @Override
  public void wakeWriter() {
    if (drainScheduled.compareAndSet(false, true)) {
      execute(this::drain);
    }
  }

  @Override
  public void resumeReading() {
    execute(
        () -> {
          if (!core().inbound().isFull()) {
            channel.config().setAutoRead(true);
          }
        });
  }

  @Override
  public void closeAfterFlush() {
    execute(
        () -> {
          closingAfterFlush = true;
          channel.config().setAutoRead(true);
          drain();
        });
  }

  @Override
  public void closeNow() {
    var _ = channel.close();
  }

  @Override
  public void after(long nanos, Runnable task) {
    try {
      var _ = channel.eventLoop().schedule(() -> runLogged(task), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      closeNow(); // the event loops are going down
    }
  }

  /** A scheduled task's exception would otherwise only be in a future that nobody reads. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a task of a connection failed", e);
    }
  }

  private void drain() {
    drainScheduled.set(false);
    OutboundQueue queue = core().outbound();
    boolean wrote = false;
    while (channel.isWritable()) {
      OutboundQueue.Slice slice = queue.poll(SLICE_BYTES);
      if (slice == null) {
        break;
      }
      wrote = true;
      int length = slice.length();
      var _ =
          channel
              .write(Unpooled.wrappedBuffer(slice.bytes(), slice.offset(), length))
              .addListener(
                  done -> {
                    if (done.isSuccess()) {
                      core().written(length);
                      endOutputWhenFlushed();
                    } else {
                      core().writeFailed(done.cause());
                    }
                  });
    }
    if (wrote) {
      channel.flush();
    }
    endOutputWhenFlushed();
  }

  private void endOutputWhenFlushed() {
    if (closingAfterFlush && !outputEnded && core().outbound().queuedBytes() == 0) {
      outputEnded = true;
      if (channel.isActive() && channel instanceof DuplexChannel duplex) {
        var _ = duplex.shutdownOutput();
      } else {
        closeNow();
      }
    }
  }

  private void execute(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      closeNow(); // the event loops are going down
    }
  }
}
