package dev.ropewalk.daemon.lsp;

/** What a server may do to its connection. Called on any thread; must not block. */
public interface ConnectionControl {

  /**
   * The client said {@code exit}.
   *
   * @param code 0 after {@code shutdown}, else 1
   */
  void exit(int code);

  /** The client may not be here; close the connection. */
  void refuse(String reason);
}
