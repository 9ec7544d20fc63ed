package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.TestClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SocketServerTest {
  @TempDir Path directory;

  private final Transport transport = new Transport(1);
  private Path path = Path.of("unset");

  @BeforeEach
  void choosePath() {
    path = directory.resolve("run").resolve("s");
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private ListenOutcome<SocketServer> listen() {
    return transport.listenUnix(
        path, 2, Limits.WIDE, connection -> new RecordingHandler(connection, true));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void assertServes(Path path) throws Exception {
    try (TestClient client = TestClient.unix(path)) {
      client.send("ping");
      assertEquals("ping", client.receive());
    }
  }

  private void leaveStaleSocket() throws IOException {
    Files.createDirectories(
        path.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void the_directory_and_the_socket_are_private() throws Exception {
    SocketServer server = Listening.server(listen());
    assertEquals("rwx------", mode(path.getParent()));
    assertEquals("rw-------", mode(path));
    assertEquals(new ListenAddress.Unix(path), server.address());
    assertServes(path);
  }

  @Test
  void the_socket_is_removed_with_the_server() throws Exception {
    SocketServer server = Listening.server(listen());
    server.close();
    assertFalse(Files.exists(path));
    server.close();
  }

  @Test
  void a_stale_socket_is_replaced() throws Exception {
    leaveStaleSocket();
    Listening.server(listen());
    assertServes(path);
  }

  @Test
  void a_live_socket_is_refused_and_goes_on_serving() throws Exception {
    Listening.server(listen());
    ListenOutcome.Refused<SocketServer> refusal = Listening.refusal(listen());
    assertEquals(ListenError.ADDRESS_IN_USE, refusal.error());
    assertTrue(refusal.message().contains(path.toString()), refusal::message);
    assertServes(path);
  }

  @Test
  void the_socket_of_a_successor_is_not_removed() throws Exception {
    SocketServer first = Listening.server(listen());
    Files.delete(path);
    Listening.server(listen());
    first.close();
    assertServes(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx--x--x", "rwxrwxrwx", "rwx---r--"})
  void a_directory_that_others_may_use_is_refused(String mode) throws Exception {
    Files.createDirectories(path.getParent());
    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString(mode));
    ListenOutcome.Refused<SocketServer> refusal = Listening.refusal(listen());
    assertEquals(ListenError.DIRECTORY_NOT_PRIVATE, refusal.error());
    assertTrue(refusal.message().contains("chmod 700"), refusal::message);
    try (var files = Files.list(path.getParent())) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void a_file_that_is_no_socket_is_refused_and_kept() throws Exception {
    leaveStaleSocket();
    Files.delete(path);
    Files.writeString(path, "precious");
    assertEquals(ListenError.NOT_A_SOCKET, Listening.refusal(listen()).error());
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void a_path_that_is_too_long_is_refused_with_its_length() {
    path = directory.resolve("d".repeat(100)).resolve("s");
    ListenOutcome.Refused<SocketServer> refusal = Listening.refusal(listen());
    assertEquals(ListenError.PATH_TOO_LONG, refusal.error());
    assertTrue(refusal.message().contains("100"), refusal::message);
    assertFalse(Files.exists(path.getParent()));
  }

  @Test
  void a_directory_that_cannot_be_made_is_refused() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    path = file.resolve("s");
    assertEquals(ListenError.IO_FAILURE, Listening.refusal(listen()).error());
  }

  @Test
  void a_connection_over_the_limit_is_told_so_and_room_is_found_again() throws Exception {
    Listening.server(listen());
    try (TestClient first = TestClient.unix(path);
        TestClient second = TestClient.unix(path)) {
      first.send("a");
      assertEquals("a", first.receive());
      second.send("b");
      assertEquals("b", second.receive());
      for (int i = 0; i < 20; i++) {
        try (TestClient third = TestClient.unix(path)) {
          JsonObject refusal = third.receiveJson();
          assertTrue(refusal.get("id").isJsonNull());
          JsonObject error = refusal.getAsJsonObject("error");
          assertTrue(error.get("message").getAsString().contains("limit of 2"), error::toString);
          assertTrue(third.atEnd());
        }
      }
      assertEquals(20, transport.statistics().refusedConnections());
      first.send("c");
      assertEquals("c", first.receive());
    }
    boolean served = false;
    while (!served) {
      try (TestClient next = TestClient.unix(path)) {
        next.send("d");
        served = next.receive().equals("d");
      } catch (IOException e) {
        served = false; // the server has not seen the ends of the others yet
      }
    }
  }

  @Test
  void tcp_listens_on_loopback_at_the_port_that_it_reports() throws Exception {
    ConnectionAcceptor acceptor = connection -> new RecordingHandler(connection, true);
    SocketServer server = Listening.server(transport.listenTcp(0, 2, Limits.WIDE, acceptor));
    var address = Listening.tcp(server.address());
    assertNotEquals(0, address.getPort());
    assertTrue(address.getAddress().isLoopbackAddress());
    try (TestClient client = TestClient.tcp(address)) {
      client.send("ping");
      assertEquals("ping", client.receive());
    }
    assertEquals(
        ListenError.ADDRESS_IN_USE,
        Listening.refusal(transport.listenTcp(address.getPort(), 2, Limits.WIDE, acceptor))
            .error());
  }
}
