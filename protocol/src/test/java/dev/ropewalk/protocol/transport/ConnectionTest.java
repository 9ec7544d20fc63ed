package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.TestClient;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class ConnectionTest {
  private static final OutboundLimits HASTY =
      new OutboundLimits(100_000, 10_000, 64L << 20, TimeUnit.MILLISECONDS.toNanos(100));
  private static final OutboundLimits NARROW =
      new OutboundLimits(100_000, 10_000, 1L << 20, TimeUnit.SECONDS.toNanos(30));

  @TempDir Path directory;

  private final Transport transport = new Transport(1);
  private final BlockingQueue<RecordingHandler> accepted = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    transport.close();
    assertTrue(transport.connections().isEmpty());
    TransportStatistics statistics = transport.statistics();
    assertEquals(0, statistics.inboundQueuedBytes());
    assertEquals(0, statistics.outboundQueuedBytes());
    statistics.openConnections().values().forEach(open -> assertEquals(0, open));
  }

  private static ConnectionLimits with(OutboundLimits outbound) {
    return new ConnectionLimits(Limits.FRAMES, Limits.WIDE.inbound(), outbound);
  }

  private RecordingHandler record(Connection connection) {
    var handler = new RecordingHandler(connection, true);
    accepted.add(handler);
    return handler;
  }

  private TestClient connect(
      ConnectionKind kind, ConnectionLimits limits, ConnectionAcceptor acceptor)
      throws IOException {
    return switch (kind) {
      case STDIO -> {
        Pipe toServer = Pipe.open();
        Pipe toClient = Pipe.open();
        transport.openStdio(
            Channels.newInputStream(toServer.source()),
            Channels.newOutputStream(toClient.sink()),
            limits,
            acceptor);
        yield new TestClient(
            () -> {
              toServer.sink().close();
              toClient.source().close();
            },
            Channels.newInputStream(toClient.source()),
            Channels.newOutputStream(toServer.sink()));
      }
      case UNIX -> {
        Path path = directory.resolve("s" + System.nanoTime());
        Listening.server(transport.listenUnix(path, 10, limits, acceptor));
        yield TestClient.unix(path);
      }
      case TCP ->
          TestClient.tcp(
              Listening.tcp(
                  Listening.server(transport.listenTcp(0, 10, limits, acceptor)).address()));
    };
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void frames_arrive_in_order_and_the_end_is_last(ConnectionKind kind) throws Exception {
    try (TestClient client = connect(kind, Limits.WIDE, this::record)) {
      for (int i = 0; i < 500; i++) {
        client.send("n" + i);
      }
      for (int i = 0; i < 500; i++) {
        assertEquals("n" + i, client.receive());
      }
    }
    RecordingHandler handler = accepted.take();
    assertEquals("open", handler.heard.take());
    for (int i = 0; i < 500; i++) {
      assertEquals("frame n" + i, handler.heard.take());
    }
    assertEquals("closed PEER_CLOSED", handler.heard.take());
    assertEquals(
        CloseReason.PEER_CLOSED, handler.connection.whenClosed().toCompletableFuture().get());
    assertFalse(handler.connection.send(new byte[1]));
    assertEquals(500, handler.connection.statistics().framesIn());
    assertEquals(1, transport.statistics().totalConnections().get(kind));
    assertEquals(1, transport.statistics().closedConnections().get(CloseReason.PEER_CLOSED));
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void what_a_peer_sent_before_it_went_away_is_still_handled(ConnectionKind kind) throws Exception {
    try (TestClient client = connect(kind, Limits.WIDE, this::record)) {
      // The echoes are never read, and the socket is closed at once: writing fails on our side.
      for (int i = 0; i < 200; i++) {
        client.send("x".repeat(1000));
      }
      client.send("exit");
    }
    RecordingHandler handler = accepted.take();
    handler.closed.get();
    boolean exit = handler.heard.contains("frame exit");
    // TCP may lose what was in flight when the socket was closed with unread input.
    assertTrue(exit || kind == ConnectionKind.TCP, "the last frame was lost");
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void what_was_sent_before_a_close_is_still_written(ConnectionKind kind) throws Exception {
    byte[] large = "y".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
    ConnectionAcceptor acceptor =
        connection ->
            new ConnectionHandler() {
              @Override
              public void onFrame(byte[] body) {
                connection.send(large);
                connection.send(body);
                connection.close(CloseReason.LOCAL_CLOSE, "done");
                connection.send(body);
              }

              @Override
              public void onOversized(long announcedBytes, int maxBytes) {}

              @Override
              public void onClosed(CloseReason reason, String detail) {}
            };
    try (TestClient client = connect(kind, Limits.WIDE, acceptor)) {
      client.send("bye");
      client.send("never read");
      assertEquals(large.length, client.receive().length());
      assertEquals("bye", client.receive());
      assertTrue(client.atEnd());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_client_that_stays_blocked_is_disconnected_and_nobody_waits(ConnectionKind kind)
      throws Exception {
    ConnectionAcceptor echo = connection -> new RecordingHandler(connection, true);
    try (TestClient slow = connect(kind, with(HASTY), this::record);
        TestClient other = connect(ConnectionKind.UNIX, with(HASTY), echo)) {
      slow.send("hello");
      Connection connection = accepted.take().connection;
      byte[] chunk = new byte[64 * 1024];
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!connection.isClosed()) {
                      if (connection.statistics().outboundQueuedBytes() > HASTY.highWaterBytes()) {
                        Thread.onSpinWait();
                      } else {
                        connection.send(chunk);
                      }
                    }
                  });
      other.send("still served");
      assertEquals("still served", other.receive());
      assertEquals(CloseReason.SLOW_CLIENT, connection.whenClosed().toCompletableFuture().get());
      sender.join();
      assertFalse(connection.send(chunk));
      other.send("and after it");
      assertEquals("and after it", other.receive());
      assertEquals(1, transport.statistics().closedConnections().get(CloseReason.SLOW_CLIENT));
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_client_beyond_the_hard_limit_is_disconnected_at_once(ConnectionKind kind)
      throws Exception {
    try (TestClient slow = connect(kind, with(NARROW), this::record)) {
      slow.send("hello");
      Connection connection = accepted.take().connection;
      byte[] chunk = new byte[64 * 1024];
      long mostQueued = 0;
      while (connection.send(chunk)) {
        mostQueued = Math.max(mostQueued, connection.statistics().outboundQueuedBytes());
      }
      assertTrue(mostQueued <= NARROW.maxQueuedBytes(), "queued " + mostQueued);
      assertEquals(CloseReason.SLOW_CLIENT, connection.whenClosed().toCompletableFuture().get());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_client_that_reads_in_bursts_is_served(ConnectionKind kind) throws Exception {
    try (TestClient client = connect(kind, with(NARROW), this::record)) {
      client.send("hello");
      assertEquals("hello", client.receive());
      Connection connection = accepted.take().connection;
      byte[] chunk = "z".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
      for (int burst = 0; burst < 20; burst++) {
        for (int i = 0; i < 8; i++) {
          assertTrue(connection.send(chunk));
        }
        for (int i = 0; i < 8; i++) {
          assertEquals(chunk.length, client.receive().length());
        }
      }
      assertFalse(connection.isClosed());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_busy_handler_stops_the_reading_and_loses_nothing(ConnectionKind kind) throws Exception {
    var inbound = new InboundLimits(200_000, 50_000);
    var limits = new ConnectionLimits(Limits.FRAMES, inbound, Limits.PATIENT);
    var release = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var mostQueued = new AtomicLong();
    var received = new AtomicLong();
    long frames = 3000;
    ConnectionAcceptor acceptor =
        connection ->
            new ConnectionHandler() {
              @Override
              public void onFrame(byte[] body) {
                awaitQuietly(release);
                long queued = connection.statistics().inboundQueuedBytes();
                mostQueued.accumulateAndGet(queued, Math::max);
                if (received.incrementAndGet() == frames) {
                  done.countDown();
                }
              }

              @Override
              public void onOversized(long announcedBytes, int maxBytes) {}

              @Override
              public void onClosed(CloseReason reason, String detail) {}
            };
    String body = "b".repeat(5000);
    try (TestClient client = connect(kind, limits, acceptor)) {
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < frames; i++) {
                  try {
                    client.send(body);
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }
              });
      // The handler may take its first frame after reading has stopped, and then no more come.
      long stopped = inbound.highWaterBytes() - body.length();
      while (transport.statistics().inboundQueuedBytes() < stopped) {
        Thread.onSpinWait();
      }
      long bound = inbound.highWaterBytes() + 70_000;
      assertTrue(transport.statistics().inboundQueuedBytes() <= bound);
      release.countDown();
      done.await();
      writer.join();
      assertTrue(mostQueued.get() <= bound, () -> "queued " + mostQueued);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void an_oversized_frame_is_reported_and_the_next_one_delivered(ConnectionKind kind)
      throws Exception {
    try (TestClient client = connect(kind, Limits.WIDE, this::record)) {
      client.send("x".repeat((1 << 20) + 1));
      client.send("next");
      assertEquals("next", client.receive());
      RecordingHandler handler = accepted.take();
      assertEquals("open", handler.heard.take());
      assertEquals("oversized 1048577", handler.heard.take());
      assertEquals("frame next", handler.heard.take());
      assertEquals(1, transport.statistics().oversizedFrames());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void lost_framing_closes_the_connection(ConnectionKind kind) throws Exception {
    try (TestClient client = connect(kind, Limits.WIDE, this::record)) {
      client.send("first");
      client.sendRaw("Content-Length: -1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals("first", client.receive());
      assertTrue(client.atEnd());
      RecordingHandler handler = accepted.take();
      assertEquals(CloseReason.BAD_FRAME, handler.closed.get());
      assertTrue(handler.heard.contains("failed NEGATIVE_LENGTH"));
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_failing_handler_ends_its_connection_only(ConnectionKind kind) throws Exception {
    ConnectionAcceptor acceptor =
        connection -> {
          RecordingHandler recording = record(connection);
          return new ConnectionHandler() {
            @Override
            public void onFrame(byte[] body) {
              throw new StackOverflowError("on purpose");
            }

            @Override
            public void onOversized(long announcedBytes, int maxBytes) {}

            @Override
            public void onClosed(CloseReason reason, String detail) {
              recording.onClosed(reason, detail);
            }
          };
        };
    ConnectionAcceptor echo = connection -> new RecordingHandler(connection, true);
    try (TestClient other = connect(ConnectionKind.UNIX, Limits.WIDE, echo);
        TestClient failing = connect(kind, Limits.WIDE, acceptor)) {
      other.send("before");
      assertEquals("before", other.receive());
      failing.send("boom");
      assertTrue(failing.atEnd());
      assertEquals(CloseReason.HANDLER_FAILURE, accepted.take().closed.get());
      other.send("after");
      assertEquals("after", other.receive());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void an_acceptor_that_throws_ends_the_connection(ConnectionKind kind) throws Exception {
    ConnectionAcceptor acceptor =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    try (TestClient client = connect(kind, Limits.WIDE, acceptor)) {
      assertTrue(client.atEnd());
    }
  }

  @Test
  void closing_the_transport_tells_every_handler() throws Exception {
    try (TestClient unix = connect(ConnectionKind.UNIX, Limits.WIDE, this::record);
        TestClient tcp = connect(ConnectionKind.TCP, Limits.WIDE, this::record)) {
      unix.send("a");
      tcp.send("b");
      assertEquals("a", unix.receive());
      assertEquals("b", tcp.receive());
      Thread closer = Thread.startVirtualThread(transport::close);
      assertTrue(unix.atEnd());
      assertTrue(tcp.atEnd());
      unix.hangUp();
      tcp.hangUp();
      closer.join();
      assertEquals(CloseReason.SHUTDOWN, accepted.take().closed.get());
      assertEquals(CloseReason.SHUTDOWN, accepted.take().closed.get());
    }
  }
}
