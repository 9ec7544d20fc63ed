/**
 * Cuts a byte stream into the bodies of the LSP base protocol, and puts bodies into frames.
 *
 * <p>A frame is a block of header lines, an empty line, and as many body bytes as the header {@code
 * Content-Length} says. The package owns exactly that grammar and its limits. It knows no socket,
 * no JSON and no thread: bytes are handed in, events come out.
 *
 * <p><b>Threads.</b> A {@link dev.ropewalk.protocol.frame.FrameDecoder} belongs to one thread at a
 * time; whoever hands it on publishes it safely. The encoder has no state.
 *
 * <p><b>Errors.</b> Nothing that arrives makes the decoder throw. A body over the limit is skipped
 * and reported; whatever loses the framing is reported once as {@link
 * dev.ropewalk.protocol.frame.FrameEvent.Failed}, after which the decoder ignores its input and the
 * owner must close the connection.
 *
 * <pre>{@code
 * var decoder = new FrameDecoder(limits, event -> {
 *   switch (event) {
 *     case FrameEvent.Body body -> handle(body.bytes());
 *     case FrameEvent.Skipped skipped -> refuse(skipped.announcedBytes());
 *     case FrameEvent.Failed failed -> close(failed.error(), failed.message());
 *   }
 * });
 * decoder.feed(chunk, 0, read);
 * }</pre>
 */
@NullMarked
package dev.ropewalk.protocol.frame;

import org.jspecify.annotations.NullMarked;
