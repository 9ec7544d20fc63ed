package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Randomized;
import dev.ropewalk.protocol.frame.FrameEvent;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class InboundQueueTest {
  private static final InboundLimits LIMITS = new InboundLimits(1000, 300);

  private final AtomicInteger resumed = new AtomicInteger();
  private final AtomicLong counted = new AtomicLong();
  private final InboundQueue queue =
      new InboundQueue(LIMITS, counted::addAndGet, resumed::incrementAndGet);

  private static FrameEvent.Body body(int bytes) {
    return new FrameEvent.Body(new byte[bytes]);
  }

  @Test
  void reading_stops_at_the_high_mark_and_goes_on_at_the_low_mark() throws Exception {
    for (int i = 0; i < 3; i++) {
      queue.put(body(300));
    }
    assertTrue(queue.isFull());
    queue.take();
    assertTrue(queue.isFull());
    assertEquals(0, resumed.get());
    queue.take();
    queue.take();
    assertFalse(queue.isFull());
    assertEquals(1, resumed.get());
    queue.checkInvariants();
  }

  @Test
  void empty_frames_fill_the_queue_as_well() {
    for (int i = 0; i < 16; i++) {
      queue.put(body(0));
    }
    assertTrue(queue.isFull());
  }

  @Test
  void the_end_comes_after_what_arrived_before_it() throws Exception {
    queue.put(body(1));
    queue.end(CloseReason.PEER_CLOSED, "");
    queue.put(body(2));
    queue.end(CloseReason.IO_FAILURE, "");
    assertInstanceOf(InboundQueue.Item.Event.class, queue.take());
    assertEquals(new InboundQueue.Item.End(CloseReason.PEER_CLOSED, ""), queue.take());
  }

  @Test
  void an_abort_drops_what_has_arrived() throws Exception {
    queue.put(body(1));
    queue.abort(CloseReason.SLOW_CLIENT, "");
    assertEquals(new InboundQueue.Item.End(CloseReason.SLOW_CLIENT, ""), queue.take());
    assertEquals(0, counted.get());
    queue.checkInvariants();
  }

  @Test
  void items_come_out_in_order_and_marks_hold() throws Exception {
    Randomized.rounds(
        random -> {
          var resumes = new AtomicInteger();
          var tested = new InboundQueue(LIMITS, bytes -> {}, resumes::incrementAndGet);
          var model = new ArrayDeque<FrameEvent>();
          long bytes = 0;
          boolean full = false;
          int expectedResumes = 0;
          for (int step = 0; step < 300; step++) {
            if (random.nextBoolean() || model.isEmpty()) {
              FrameEvent.Body event = body(random.nextInt(200));
              tested.put(event);
              model.add(event);
              bytes += event.bytes().length + 64;
              full |= bytes >= LIMITS.highWaterBytes();
            } else {
              FrameEvent expected = model.remove();
              assertEquals(new InboundQueue.Item.Event(expected), tested.take());
              bytes -= ((FrameEvent.Body) expected).bytes().length + 64;
              if (full && bytes <= LIMITS.lowWaterBytes()) {
                full = false;
                expectedResumes++;
              }
            }
            tested.checkInvariants();
            assertEquals(bytes, tested.queuedBytes());
            assertEquals(full, tested.isFull());
            assertEquals(expectedResumes, resumes.get());
          }
        });
  }
}
