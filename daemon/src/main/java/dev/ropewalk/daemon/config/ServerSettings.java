package dev.ropewalk.daemon.config;

import java.time.Duration;

/** Bounds on connections, and where the daemon listens. */
public record ServerSettings(
    @Setting(
            unit = "connections",
            min = 1,
            max = 4096,
            reason = "clients at a time; one editor window is one, and a leak of them shows early")
        int maxConnections,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = Integer.MAX_VALUE,
            reason = "one message; a 100 MB file of control characters grows sixfold in JSON")
        int maxMessageBytes,
    @Setting(
            unit = "bytes",
            min = 256,
            max = 1 << 20,
            reason = "all header lines of one message; real ones are under 100 bytes")
        int maxHeaderBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1L << 40,
            reason =
                "a message over the limit is read and dropped up to here, so that its connection"
                    + " lives on; beyond, the connection is closed")
        long maxSkippedBytes,
    @Setting(
            unit = "levels",
            min = 16,
            max = 10_000,
            reason = "nesting of a message; deeper is an attack on the stack")
        int maxNesting,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1L << 32,
            reason = "received bytes of one client that wait, at which it is no longer read from")
        long inboundHighBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 12,
            max = 1L << 32,
            reason = "received bytes of one client that wait, at which it is read from again")
        long inboundLowBytes,
    @Setting(
            unit = "requests",
            min = 1,
            max = 65536,
            reason = "requests of one connection under way; the rest is refused as overload")
        int maxPendingRequests,
    @Setting(
            unit = "bytes",
            min = 1 << 16,
            max = 1L << 32,
            reason = "unsent bytes of one client at which it counts as slow")
        long outboundHighBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 12,
            max = 1L << 32,
            reason = "unsent bytes of one client at which it no longer counts as slow")
        long outboundLowBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 33,
            reason = "unsent bytes of one client at which it is disconnected, so heap is bounded")
        long outboundMaxBytes,
    @Setting(
            min = 100,
            max = 600_000,
            reason = "how long a client may stay slow before it is disconnected")
        Duration slowClientPatience,
    @Setting(
            unit = "port",
            max = 65535,
            reason = "HTTP for /metrics, /healthz and /readyz on loopback; 0 takes a free one")
        int httpPort,
    @Setting(
            min = 0,
            max = 60_000,
            reason = "how long a shutdown waits for answers under way; editors wait 2-5 s")
        Duration drain,
    @Setting(
            unit = "languages",
            min = 0,
            max = 64,
            reason =
                "languages of --workspace made ready at the start, the most frequent first; each"
                    + " takes a processor for seconds at its first time")
        int warmLanguages) {

  public ServerSettings {
    if (maxSkippedBytes < maxMessageBytes) {
      throw new IllegalArgumentException(
          "server.maxSkippedBytes ("
              + maxSkippedBytes
              + ") is smaller than server.maxMessageBytes ("
              + maxMessageBytes
              + ")");
    }
    if (inboundLowBytes >= inboundHighBytes) {
      throw new IllegalArgumentException(
          "server.inboundLowBytes ("
              + inboundLowBytes
              + ") is not smaller than server.inboundHighBytes ("
              + inboundHighBytes
              + ")");
    }
    if (outboundLowBytes >= outboundHighBytes || outboundHighBytes > outboundMaxBytes) {
      throw new IllegalArgumentException(
          "server.outboundLowBytes ("
              + outboundLowBytes
              + "), outboundHighBytes ("
              + outboundHighBytes
              + ") and outboundMaxBytes ("
              + outboundMaxBytes
              + ") are not in ascending order");
    }
  }

  /** The numbers of a daemon that nobody configured. */
  public static ServerSettings defaults() {
    return new ServerSettings(
        64,
        768 << 20,
        8 << 10,
        4L << 30,
        256,
        32L << 20,
        8L << 20,
        1024,
        8L << 20,
        2L << 20,
        256L << 20,
        Duration.ofSeconds(30),
        9470,
        Duration.ofSeconds(2),
        4);
  }
}
