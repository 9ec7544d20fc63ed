package dev.ropewalk.protocol.frame;

import java.util.Arrays;
import java.util.Objects;

/**
 * An incremental parser of LSP base-protocol frames.
 *
 * <p>Bytes are fed in pieces of any size; the events are the same however the stream was split. Not
 * safe for use by several threads at once.
 */
public final class FrameDecoder {
  /* Goal: whatever a peer sends, framing is exact, memory is bounded by what was received, and work
   * is linear in it.
   *
   * A decoder is in one of four states: in a header block, in a body that is kept, in a body that
   * is skipped, or failed. Header bytes are looked at one by one (a header is some 20 bytes); body
   * bytes are copied in bulk. A body that lies whole in the fed range is copied once.
   *
   * I1  A kept body has 0 <= filled <= body.length <= announced <= maxBodyBytes.
   * I2  body.length <= max(FIRST_BODY_BYTES, 2 * filled): the announced length is a promise of the
   *     peer, so it never decides an allocation.
   * I3  remaining > 0 exactly in the skipping state.
   * I4  After a failure nothing is held.
   *
   * Cost: O(bytes fed). The buffer doubles, so a body is copied at most twice on average, and the
   * last growth stops at the announced length, so the array is handed over without a final copy.
   *
   * Not done: resynchronising after a framing error. Any guess at where the next header starts is a
   * way to smuggle a message out of a string literal.
   */
  private static final int FIRST_BODY_BYTES = 4096;
  private static final byte[] NOTHING = {};

  private enum State {
    HEADER,
    BODY,
    SKIPPING,
    FAILED
  }

  private final FrameLimits limits;
  private final FrameSink sink;
  private final HeaderBlock header;
  private State state = State.HEADER;
  private byte[] body = NOTHING;
  private int filled;
  private int announced;
  private long remaining;

  /**
   * Creates a decoder at the start of a stream.
   *
   * @param limits what is accepted
   * @param sink takes the events
   */
  public FrameDecoder(FrameLimits limits, FrameSink sink) {
    this.limits = limits;
    this.sink = sink;
    this.header = new HeaderBlock(limits.maxHeaderBytes());
  }

  /**
   * Takes the next bytes of the stream. The array is not kept. Ignored after a failure.
   *
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int position = offset;
    int end = offset + length;
    while (position < end && state != State.FAILED) {
      position =
          switch (state) {
            case HEADER -> feedHeader(bytes, position, end);
            case BODY -> feedBody(bytes, position, end);
            case SKIPPING -> skip(position, end);
            case FAILED -> end;
          };
    }
  }

  /**
   * Says that the stream has ended. Inside a frame this is a failure; between frames it is nothing.
   */
  public void end() {
    boolean between = state == State.HEADER && header.isEmpty();
    if (!between && state != State.FAILED) {
      fail(
          new FrameEvent.Failed(
              FrameError.TRUNCATED, "the stream ended inside a " + placeOfTruncation()));
    }
  }

  /** Whether the framing was lost. */
  public boolean failed() {
    return state == State.FAILED;
  }

  /** The bytes of memory that the decoder holds for an unfinished frame. */
  public long heldBytes() {
    return (long) body.length + header.heldBytes();
  }

  private int feedHeader(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      switch (header.accept(bytes[i])) {
        case MORE -> {}
        case FAILED -> {
          FrameEvent.Failed failure = header.failure();
          if (failure != null) {
            fail(failure);
          }
          return end;
        }
        case COMPLETE -> {
          startBody(header.length());
          header.clear();
          return i + 1;
        }
      }
    }
    return end;
  }

  private void startBody(long length) {
    if (length > limits.maxSkippedBytes()) {
      fail(
          new FrameEvent.Failed(
              FrameError.BODY_TOO_LONG,
              "Content-Length is "
                  + length
                  + " bytes, a body may have at most "
                  + limits.maxBodyBytes()));
    } else if (length > limits.maxBodyBytes()) {
      state = State.SKIPPING;
      remaining = length;
      sink.accept(new FrameEvent.Skipped(length));
    } else if (length == 0) {
      sink.accept(new FrameEvent.Body(NOTHING));
    } else {
      state = State.BODY;
      announced = (int) length;
    }
  }

  private int feedBody(byte[] bytes, int from, int end) {
    int take = Math.min(announced - filled, end - from);
    if (filled == 0 && take == announced) {
      deliver(Arrays.copyOfRange(bytes, from, from + take));
      return from + take;
    }
    makeRoom(filled + take);
    System.arraycopy(bytes, from, body, filled, take);
    filled += take;
    if (filled == announced) {
      deliver(body.length == announced ? body : Arrays.copyOf(body, announced));
    }
    return from + take;
  }

  private void makeRoom(int needed) {
    if (needed > body.length) {
      long doubled = Math.max(FIRST_BODY_BYTES, Math.max(2L * body.length, needed));
      body = Arrays.copyOf(body, (int) Math.min(doubled, announced));
    }
  }

  private void deliver(byte[] complete) {
    state = State.HEADER;
    body = NOTHING;
    filled = 0;
    announced = 0;
    sink.accept(new FrameEvent.Body(complete));
  }

  private int skip(int from, int end) {
    int take = (int) Math.min(remaining, end - from);
    remaining -= take;
    if (remaining == 0) {
      state = State.HEADER;
    }
    return from + take;
  }

  private void fail(FrameEvent.Failed failure) {
    state = State.FAILED;
    body = NOTHING;
    filled = 0;
    announced = 0;
    remaining = 0;
    header.clear();
    sink.accept(failure);
  }

  private String placeOfTruncation() {
    return switch (state) {
      case HEADER, FAILED -> "header block";
      case BODY -> "body, after " + filled + " of " + announced + " bytes";
      case SKIPPING -> "body, " + remaining + " bytes before its end";
    };
  }

  /** Throws when an invariant does not hold. */
  void checkInvariants() {
    header.checkInvariants();
    if (state == State.BODY
        && !(filled <= body.length
            && body.length <= announced
            && announced <= limits.maxBodyBytes())) {
      throw new AssertionError("I1: " + filled + " of " + body.length + " of " + announced);
    }
    if (body.length > Math.max(FIRST_BODY_BYTES, 2L * filled)) {
      throw new AssertionError("I2: " + body.length + " bytes held for " + filled);
    }
    if ((remaining > 0) != (state == State.SKIPPING)) {
      throw new AssertionError("I3: remaining " + remaining + " in " + state);
    }
    if (state == State.FAILED && body.length != 0) {
      throw new AssertionError("I4: " + body.length + " bytes held after a failure");
    }
  }
}
