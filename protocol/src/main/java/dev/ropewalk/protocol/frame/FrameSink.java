package dev.ropewalk.protocol.frame;

/** Receives the events of one decoder, in order, on the thread that feeds it. */
@FunctionalInterface
public interface FrameSink {
  /** Takes one event. Must not throw and must not feed the same decoder. */
  void accept(FrameEvent event);
}
