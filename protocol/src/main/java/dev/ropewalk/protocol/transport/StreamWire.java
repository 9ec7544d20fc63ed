package dev.ropewalk.protocol.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Moves bytes over a pair of blocking streams, with one thread for each direction. */
final class StreamWire implements Wire {
  /* A read or write of a process's own standard streams cannot be interrupted, and closing such a
   * stream may wait for the thread that is inside it. So both loops and the closing run on daemon
   * threads of the platform: a peer that neither reads nor closes costs parked threads, never an
   * exit that hangs.
   */
  private static final System.Logger LOG = System.getLogger(StreamWire.class.getName());
  private static final int CHUNK_BYTES = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ConnectionCore core;
  private volatile boolean writerEnded;

  StreamWire(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  void start(ConnectionCore core) {
    this.core = core;
    String name = "ropewalk-stream-" + core.id();
    Thread.ofPlatform().daemon().name(name + "-reader").start(() -> read(core));
    Thread.ofPlatform().daemon().name(name + "-writer").start(() -> write(core));
  }

  @Override
  public void wakeWriter() {
    // The writer waits on the queue itself.
  }

  @Override
  public void resumeReading() {
    // The reader waits on the queue itself.
  }

  @Override
  public void closeAfterFlush() {
    if (writerEnded) {
      closeNow();
    }
    // Otherwise the writer sees the end of the closed queue and closes the streams.
  }

  @Override
  public void closeNow() {
    if (closed.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("ropewalk-stream-closer").start(this::closeStreams);
    }
  }

  private void closeStreams() {
    if (writerEnded) {
      closeQuietly(out); // the peer sees the end before we say that the wire is gone
    }
    ConnectionCore started = core;
    if (started != null) {
      started.wireEnded();
    }
    closeQuietly(out); // waits for a writer that is stuck in it
    closeQuietly(in);
  }

  @Override
  public void after(long nanos, Runnable task) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
        .execute(task);
  }

  private void read(ConnectionCore core) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      while (!core.isClosed()) {
        int count = in.read(chunk);
        if (count < 0) {
          core.inputEnded();
          return;
        }
        core.received(chunk, 0, count);
        core.inbound().awaitRoom();
      }
    } catch (IOException e) {
      core.readFailed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      core.inputEnded();
    }
  }

  private void write(ConnectionCore core) {
    OutboundQueue queue = core.outbound();
    try {
      for (var slice = queue.take(CHUNK_BYTES); slice != null; slice = queue.take(CHUNK_BYTES)) {
        out.write(slice.bytes(), slice.offset(), slice.length());
        core.written(slice.length());
        if (queue.queuedBytes() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      core.writeFailed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      core.close(CloseReason.SHUTDOWN, "interrupted");
    } finally {
      writerEnded = true;
      if (core.isClosed()) {
        closeNow();
      }
    }
  }

  private static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "closing a stream failed", e);
    }
  }
}
