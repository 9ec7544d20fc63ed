package dev.ropewalk.protocol.frame;

/** What a decoder found in the stream, in stream order. */
public sealed interface FrameEvent {
  /**
   * A complete body.
   *
   * @param bytes the body, exactly as long as announced; owned by the receiver
   */
  record Body(byte[] bytes) implements FrameEvent {}

  /**
   * A body over the limit, reported when its header has been read. Its bytes are dropped as they
   * arrive and the frames after it are delivered as usual.
   *
   * @param announcedBytes the length that the peer announced
   */
  record Skipped(long announcedBytes) implements FrameEvent {}

  /**
   * The framing is lost; this is the last event of the decoder.
   *
   * @param error the stable code
   * @param message what was wrong, for a person, with the offending value shortened and printable
   */
  record Failed(FrameError error, String message) implements FrameEvent {}
}
