package dev.ropewalk.protocol.transport;

/** Why a listener could not be opened. The names are stable. */
public enum ListenError {
  /** Another process accepts connections there. */
  ADDRESS_IN_USE,
  /** The path of a Unix domain socket does not fit into a socket address. */
  PATH_TOO_LONG,
  /** The directory of the socket may be entered or read by others, or belongs to someone else. */
  DIRECTORY_NOT_PRIVATE,
  /** Something that is not a socket is at the path. */
  NOT_A_SOCKET,
  /** The file system or the network stack refused. */
  IO_FAILURE
}
