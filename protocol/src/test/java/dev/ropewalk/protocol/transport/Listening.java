package dev.ropewalk.protocol.transport;

import java.net.InetSocketAddress;

/** Unpacks outcomes that a test expects. */
final class Listening {
  private Listening() {}

  static <T> T server(ListenOutcome<T> outcome) {
    return switch (outcome) {
      case ListenOutcome.Listening<T>(T server) -> server;
      case ListenOutcome.Refused<T> refused -> throw new AssertionError(refused);
    };
  }

  static <T> ListenOutcome.Refused<T> refusal(ListenOutcome<T> outcome) {
    return switch (outcome) {
      case ListenOutcome.Listening<T> listening -> throw new AssertionError(listening);
      case ListenOutcome.Refused<T> refused -> refused;
    };
  }

  static InetSocketAddress tcp(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp(InetSocketAddress tcp) -> tcp;
      case ListenAddress.Unix unix -> throw new AssertionError(unix);
    };
  }
}
