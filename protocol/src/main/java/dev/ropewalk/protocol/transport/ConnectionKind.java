package dev.ropewalk.protocol.transport;

/** What a connection runs over. The names are stable: they are metric labels. */
public enum ConnectionKind {
  /** Standard input and output, or streams like them. */
  STDIO,
  /** A Unix domain socket. */
  UNIX,
  /** A loopback TCP socket. */
  TCP
}
