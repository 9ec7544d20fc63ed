package dev.ropewalk.protocol.rpc;

import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/** A message of the peer, with its parameters still as bytes. */
sealed interface Incoming {
  /** A part of the body: {@code [start, end)}. */
  record Span(int start, int end) {}

  /** The id of a request, comparable and fit to be sent back. */
  record Id(boolean number, String text) {
    Either<String, Number> toEither() {
      return number ? Either.forRight(new RawNumber(text)) : Either.forLeft(text);
    }
  }

  /** A request; {@code params} is null if absent or JSON null. */
  record Request(Id id, String method, @Nullable Span params) implements Incoming {}

  /** A notification; {@code params} is null if absent or JSON null. */
  record Notification(String method, @Nullable Span params) implements Incoming {}

  /**
   * An answer to a request of this side; at most one of the spans is usually present.
   *
   * @param id null in the answer to something that the peer could not read
   */
  record Response(@Nullable Id id, @Nullable Span result, @Nullable Span error)
      implements Incoming {}

  /**
   * Something that is no message.
   *
   * @param id the id of the broken request, if that much was clear
   */
  record Invalid(ResponseErrorCode code, String message, @Nullable Id id) implements Incoming {}
}
