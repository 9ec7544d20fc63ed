package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Randomized;
import dev.ropewalk.protocol.frame.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OutboundQueueTest {
  private static final OutboundLimits LIMITS = new OutboundLimits(1000, 400, 5000, 100);

  private final AtomicLong counted = new AtomicLong();
  private final OutboundQueue queue = new OutboundQueue(LIMITS, counted::addAndGet);

  private static int framed(int bodyBytes) {
    return FrameEncoder.frame(new byte[bodyBytes]).length;
  }

  private int drain(int maxBytes) {
    OutboundQueue.Slice slice = queue.poll(maxBytes);
    return slice == null ? 0 : slice.length();
  }

  @Test
  void a_peer_is_blocked_from_above_the_high_mark_down_to_the_low_mark() {
    assertEquals(OutboundQueue.Offer.QUEUED, queue.offer(new byte[900], 10));
    assertEquals(Long.MAX_VALUE, queue.blockedNanosLeft(1_000_000));
    assertEquals(OutboundQueue.Offer.QUEUED_ABOVE_HIGH, queue.offer(new byte[100], 20));
    assertEquals(OutboundQueue.Offer.QUEUED, queue.offer(new byte[100], 30));
    assertEquals(90, queue.blockedNanosLeft(30));
    assertEquals(0, queue.blockedNanosLeft(120));
    int total = (int) queue.queuedBytes();
    int taken = drain(total - 401);
    queue.written(taken);
    assertTrue(queue.blockedNanosLeft(121) < 0, "between the marks nothing changes");
    queue.written(drain(total));
    assertEquals(Long.MAX_VALUE, queue.blockedNanosLeft(1_000_000));
    queue.checkInvariants();
  }

  @Test
  void bytes_count_until_they_are_written() {
    queue.offer(new byte[100], 0);
    int taken = drain(1000);
    assertEquals(framed(100), taken);
    assertEquals(taken, queue.queuedBytes());
    queue.written(taken);
    assertEquals(0, queue.queuedBytes());
    assertEquals(0, counted.get());
  }

  @Test
  void a_frame_beyond_the_hard_limit_overflows() {
    queue.offer(new byte[4000], 0);
    assertEquals(OutboundQueue.Offer.OVERFLOW, queue.offer(new byte[1000], 0));
    assertEquals(OutboundQueue.Offer.QUEUED, queue.offer(new byte[500], 0));
  }

  @Test
  void one_frame_of_any_length_is_taken_while_little_waits() {
    queue.offer(new byte[100], 0);
    assertEquals(OutboundQueue.Offer.QUEUED_ABOVE_HIGH, queue.offer(new byte[100_000], 0));
    assertEquals(OutboundQueue.Offer.OVERFLOW, queue.offer(new byte[1], 0));
  }

  @Test
  void the_clock_may_be_negative() {
    queue.offer(new byte[2000], -50);
    assertEquals(70, queue.blockedNanosLeft(-20));
  }

  @Test
  void a_closed_queue_takes_nothing_and_gives_what_it_has() throws Exception {
    queue.offer(new byte[10], 0);
    queue.close();
    assertEquals(OutboundQueue.Offer.CLOSED, queue.offer(new byte[10], 0));
    assertTrue(drain(1000) > 0);
    assertNull(queue.take(1000));
  }

  @Test
  void a_discarded_queue_is_empty_even_when_a_late_write_is_reported() {
    queue.offer(new byte[2000], 0);
    int taken = drain(100);
    queue.discard();
    queue.written(taken);
    assertEquals(0, queue.queuedBytes());
    assertEquals(0, counted.get());
    assertNull(queue.poll(100));
    queue.checkInvariants();
  }

  @Test
  void slices_together_are_the_frames_in_order() throws Exception {
    Randomized.rounds(
        random -> {
          var counter = new AtomicLong();
          var tested = new OutboundQueue(LIMITS, counter::addAndGet);
          var expected = new ByteArrayOutputStream();
          var actual = new ByteArrayOutputStream();
          var unwritten = new ArrayDeque<Integer>();
          boolean aboveHigh = false;
          for (int step = 0; step < 200; step++) {
            if (random.nextBoolean()) {
              byte[] body = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300)];
              random.nextBytes(body);
              long before = tested.queuedBytes();
              OutboundQueue.Offer offer = tested.offer(body, step);
              byte[] frame = FrameEncoder.frame(body);
              boolean fits =
                  before <= LIMITS.lowWaterBytes()
                      || before + frame.length <= LIMITS.maxQueuedBytes();
              assertEquals(!fits, offer == OutboundQueue.Offer.OVERFLOW);
              if (fits) {
                expected.writeBytes(frame);
                boolean rises = !aboveHigh && before + frame.length > LIMITS.highWaterBytes();
                assertEquals(rises, offer == OutboundQueue.Offer.QUEUED_ABOVE_HIGH);
                aboveHigh |= rises;
              }
            } else if (random.nextBoolean()) {
              OutboundQueue.Slice slice = tested.poll(1 + random.nextInt(3000));
              if (slice != null) {
                actual.write(slice.bytes(), slice.offset(), slice.length());
                unwritten.add(slice.length());
              }
            } else if (!unwritten.isEmpty()) {
              tested.written(unwritten.remove());
              aboveHigh &= tested.queuedBytes() > LIMITS.lowWaterBytes();
            }
            tested.checkInvariants();
            assertEquals(counter.get(), tested.queuedBytes());
            assertEquals(aboveHigh, tested.blockedNanosLeft(step) < Long.MAX_VALUE);
          }
          OutboundQueue.Slice slice = tested.poll(1000);
          while (slice != null) {
            actual.write(slice.bytes(), slice.offset(), slice.length());
            slice = tested.poll(1000);
          }
          assertArrayEquals(expected.toByteArray(), actual.toByteArray());
        });
  }
}
