package dev.ropewalk.protocol.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.TestClient;
import dev.ropewalk.protocol.transport.ListenOutcome;
import dev.ropewalk.protocol.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RpcOverSocketTest {
  @Test
  void a_request_over_a_unix_socket_is_answered(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("run").resolve("ropewalk.sock");
    try (var transport = new Transport(1)) {
      var outcome =
          transport.listenUnix(
              path,
              4,
              Limits.WIDE,
              connection ->
                  new RpcSession<>(
                      connection,
                      new RpcSetup<>(
                          List.of(new Calculator()),
                          Calculator.Peer.class,
                          Limits.RPC,
                          RpcLifecycle.unrestricted(),
                          RpcObserver.NONE,
                          (_, _) -> {})));
      assertEquals(ListenOutcome.Listening.class, outcome.getClass(), outcome::toString);
      try (TestClient client = TestClient.unix(path)) {
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test/divide\",\"params\":{\"dividend\":84,\"divisor\":2}}");
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":42}", client.receive());
      }
    }
  }
}
