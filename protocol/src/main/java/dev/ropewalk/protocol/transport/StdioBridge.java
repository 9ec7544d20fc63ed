package dev.ropewalk.protocol.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Copies bytes between standard streams and a Unix domain socket, without looking at them. */
public final class StdioBridge {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Why a bridge ended. The names are stable. */
  public enum End {
    /** Nobody accepts connections at the path. */
    CONNECT_FAILED,
    /** The input ended: the editor is gone. */
    INPUT_ENDED,
    /** The daemon closed the connection. */
    SERVER_ENDED,
    /** The output could not be written: the editor is gone. */
    OUTPUT_FAILED,
    /** Reading the input or using the socket failed. */
    IO_FAILURE
  }

  /**
   * What a bridge did.
   *
   * @param end why it ended
   * @param detail for a person; may be empty
   * @param bytesToServer bytes copied from the input to the socket
   * @param bytesFromServer bytes copied from the socket to the output
   */
  public record Result(End end, String detail, long bytesToServer, long bytesFromServer) {}

  private StdioBridge() {}

  /**
   * Connects and copies in both directions until one side ends; blocks until then. When the input
   * ends, what the daemon still sends is copied for at most {@code drainNanos}.
   *
   * @param in usually standard input; its reading thread may outlive the call, blocked
   * @param out usually standard output; flushed after every chunk, not closed
   * @param drainNanos in nanoseconds
   */
  public static Result run(InputStream in, OutputStream out, Path socket, long drainNanos)
      throws InterruptedException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      return new Result(
          End.CONNECT_FAILED, "cannot connect to " + socket + ": " + e.getMessage(), 0, 0);
    }
    var toServer = new LongAdder();
    var fromServer = new LongAdder();
    var first = new CompletableFuture<Ended>();
    var serverSide = new CompletableFuture<Ended>();
    Thread.ofPlatform()
        .daemon()
        .name("ropewalk-bridge-up")
        .start(() -> first.complete(copyUp(in, channel, toServer)));
    Thread.ofPlatform()
        .daemon()
        .name("ropewalk-bridge-down")
        .start(
            () -> {
              Ended ended = copyDown(channel, out, fromServer);
              serverSide.complete(ended);
              first.complete(ended);
            });
    try (channel) {
      Ended ended = first.get();
      if (ended.end() == End.INPUT_ENDED) {
        channel.shutdownOutput();
        serverSide.get(drainNanos, TimeUnit.NANOSECONDS);
      }
      return new Result(ended.end(), ended.detail(), toServer.sum(), fromServer.sum());
    } catch (TimeoutException e) {
      return new Result(End.INPUT_ENDED, "", toServer.sum(), fromServer.sum());
    } catch (IOException | ExecutionException e) {
      return new Result(
          End.IO_FAILURE, String.valueOf(e.getMessage()), toServer.sum(), fromServer.sum());
    }
  }

  private record Ended(End end, String detail) {}

  private static Ended copyUp(InputStream in, SocketChannel channel, LongAdder copied) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count);
        while (bytes.hasRemaining()) {
          copied.add(channel.write(bytes));
        }
      }
      return new Ended(End.INPUT_ENDED, "");
    } catch (IOException e) {
      return new Ended(End.IO_FAILURE, "sending to the daemon failed: " + e.getMessage());
    }
  }

  private static Ended copyDown(SocketChannel channel, OutputStream out, LongAdder copied) {
    byte[] chunk = new byte[CHUNK_BYTES];
    while (true) {
      int count;
      try {
        count = channel.read(ByteBuffer.wrap(chunk));
      } catch (IOException e) {
        return new Ended(End.IO_FAILURE, "reading from the daemon failed: " + e.getMessage());
      }
      if (count < 0) {
        return new Ended(End.SERVER_ENDED, "");
      }
      try {
        out.write(chunk, 0, count);
        out.flush();
      } catch (IOException e) {
        return new Ended(End.OUTPUT_FAILED, "writing the output failed: " + e.getMessage());
      }
      copied.add(count);
    }
  }
}
