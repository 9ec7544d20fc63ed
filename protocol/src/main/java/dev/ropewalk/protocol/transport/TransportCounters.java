package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameError;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The live counters behind {@link TransportStatistics}. */
final class TransportCounters {
  private final Map<ConnectionKind, LongAdder> open = adders(ConnectionKind.class);
  private final Map<ConnectionKind, LongAdder> total = adders(ConnectionKind.class);
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
  private final Map<FrameError, LongAdder> frameErrors = adders(FrameError.class);
  private final LongAdder refused = new LongAdder();
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder oversized = new LongAdder();
  private final LongAdder inboundQueued = new LongAdder();
  private final LongAdder outboundQueued = new LongAdder();
  private final LongAdder httpRequests = new LongAdder();
  private final LongAdder httpRefused = new LongAdder();
  private final LongAdder httpConnections = new LongAdder();

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
    var adders = new EnumMap<E, LongAdder>(keys);
    for (E key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  private static <E extends Enum<E>> void add(Map<E, LongAdder> adders, E key, long amount) {
    LongAdder adder = adders.get(key);
    if (adder != null) {
      adder.add(amount);
    }
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
    var sums = new HashMap<E, Long>();
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }

  void opened(ConnectionKind kind) {
    add(total, kind, 1);
    add(open, kind, 1);
  }

  void closed(ConnectionKind kind, CloseReason reason) {
    add(open, kind, -1);
    add(closed, reason, 1);
  }

  void refused() {
    refused.increment();
  }

  void received(long bytes) {
    bytesIn.add(bytes);
  }

  void frameReceived() {
    framesIn.increment();
  }

  void oversized() {
    oversized.increment();
  }

  void frameError(FrameError error) {
    add(frameErrors, error, 1);
  }

  void frameSent() {
    framesOut.increment();
  }

  void written(long bytes) {
    bytesOut.add(bytes);
  }

  void inboundQueued(long delta) {
    inboundQueued.add(delta);
  }

  void outboundQueued(long delta) {
    outboundQueued.add(delta);
  }

  void httpOpened() {
    httpConnections.increment();
  }

  void httpClosed() {
    httpConnections.decrement();
  }

  void httpRequest() {
    httpRequests.increment();
  }

  void httpRefused() {
    httpRefused.increment();
  }

  TransportStatistics snapshot() {
    return new TransportStatistics(
        sums(open),
        sums(total),
        sums(closed),
        refused.sum(),
        framesIn.sum(),
        framesOut.sum(),
        bytesIn.sum(),
        bytesOut.sum(),
        oversized.sum(),
        sums(frameErrors),
        inboundQueued.sum(),
        outboundQueued.sum(),
        httpRequests.sum(),
        httpRefused.sum(),
        httpConnections.sum());
  }
}
