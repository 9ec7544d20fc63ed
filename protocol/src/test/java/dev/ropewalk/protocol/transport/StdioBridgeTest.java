package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.TestClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StdioBridgeTest {
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir Path directory;

  private final Transport transport = new Transport(1);
  private final CompletableFuture<Connection> connected = new CompletableFuture<>();
  private Path path = Path.of("unset");

  @BeforeEach
  void listen() {
    path = directory.resolve("s");
    Listening.server(
        transport.listenUnix(
            path,
            4,
            Limits.WIDE,
            connection -> {
              connected.complete(connection);
              return new RecordingHandler(connection, true);
            }));
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private static CompletableFuture<StdioBridge.Result> start(
      InputStream in, OutputStream out, Path path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return StdioBridge.run(in, out, path, DRAIN_NANOS);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void bytes_go_both_ways_until_the_editor_goes_away() throws Exception {
    Pipe editorToBridge = Pipe.open();
    Pipe bridgeToEditor = Pipe.open();
    var result =
        start(
            Channels.newInputStream(editorToBridge.source()),
            Channels.newOutputStream(bridgeToEditor.sink()),
            path);
    try (var editor =
        new TestClient(
            editorToBridge.sink(),
            Channels.newInputStream(bridgeToEditor.source()),
            Channels.newOutputStream(editorToBridge.sink()))) {
      String text = "ä".repeat(200_000);
      for (int i = 0; i < 5; i++) {
        editor.send(text + i);
        assertEquals(text + i, editor.receive());
      }
    }
    assertEquals(StdioBridge.End.INPUT_ENDED, result.get().end());
    assertTrue(result.get().bytesToServer() > 2_000_000);
    assertEquals(result.get().bytesToServer(), result.get().bytesFromServer());
  }

  @Test
  void the_end_of_the_daemon_ends_the_bridge() throws Exception {
    Pipe editorToBridge = Pipe.open();
    var result =
        start(Channels.newInputStream(editorToBridge.source()), new ByteArrayOutputStream(), path);
    connected.get().close(CloseReason.SHUTDOWN, "");
    assertEquals(StdioBridge.End.SERVER_ENDED, result.get().end());
    editorToBridge.sink().close();
  }

  @Test
  void an_output_that_fails_ends_the_bridge() throws Exception {
    Pipe editorToBridge = Pipe.open();
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    var result = start(Channels.newInputStream(editorToBridge.source()), broken, path);
    connected.get().send("x".getBytes(StandardCharsets.US_ASCII));
    assertEquals(StdioBridge.End.OUTPUT_FAILED, result.get().end());
    editorToBridge.sink().close();
  }

  @Test
  void nobody_at_the_path_is_said_so() throws Exception {
    Path nobody = directory.resolve("nobody");
    StdioBridge.Result result =
        StdioBridge.run(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            nobody,
            DRAIN_NANOS);
    assertEquals(StdioBridge.End.CONNECT_FAILED, result.end());
    assertTrue(result.detail().contains(nobody.toString()), result::detail);
    Path tooLong = directory.resolve("x".repeat(200));
    assertEquals(
        StdioBridge.End.CONNECT_FAILED,
        StdioBridge.run(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                tooLong,
                DRAIN_NANOS)
            .end());
  }
}
