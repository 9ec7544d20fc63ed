package dev.ropewalk.protocol.transport;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a listener listens. */
public sealed interface ListenAddress {
  /** A Unix domain socket. */
  record Unix(Path path) implements ListenAddress {}

  /** A TCP port of the loopback interface; the port is the real one, never 0. */
  record Tcp(InetSocketAddress address) implements ListenAddress {}
}
