package dev.ropewalk.wasm.abi;

/** A guest gave up, and said why. */
final class GuestPanic extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GuestPanic(String message) {
    super(message);
  }
}
